// SPDX-License-Identifier: MIT OR Apache-2.0

package picoring

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"runtime"
	"strings"
	"testing"
)

// A finalizer may run as soon as nothing will name its object any more, be a method of it
// still in C or at the words. So no method that has read a field, or got a view of another
// method, returns before the object was named again: by KeepAlive or another method.
func TestNoMethodReturnsWithoutHavingKeptItsObjectAlive(t *testing.T) {
	files := token.NewFileSet()
	sources := must(parser.ParseDir(files, ".", func(file fs.FileInfo) bool {
		return !strings.HasSuffix(file.Name(), "_test.go")
	}, 0))["picoring"]
	checked := withFinalizers(sources)
	equal(t, len(checked), 12)
	ast.Inspect(sources, func(node ast.Node) bool {
		if f, ok := node.(*ast.FuncDecl); ok && f.Recv != nil {
			if m := checked[typeName(f.Recv.List[0].Type)]; m != nil {
				m.receiver, m.calls = f.Recv.List[0].Names[0].Name, map[string]bool{}
				for _, parameter := range f.Type.Params.List {
					_, m.calls[parameter.Names[0].Name] = parameter.Type.(*ast.FuncType)
				}
				m.report = func(place token.Pos) { t.Errorf("%v: %s", files.Position(place), f.Name.Name) }
				if m.run(f.Body.List, path{}).open {
					m.report(f.Body.Rbrace)
				}
			}
		}
		return true
	})
}

// What is known of a method that is looked through, and of its type.
type method struct {
	fields   map[string]bool
	views    map[string]bool // names of methods that answer slices
	calls    map[string]bool // its parameters, those that are functions
	receiver string
	report   func(token.Pos) // is told of a return that is too early
}

// The types whose objects have finalizers, by their names.
func withFinalizers(sources ast.Node) map[string]*method {
	types, views := map[string]*method{}, map[string]bool{}
	ast.Inspect(sources, func(node ast.Node) bool {
		if call, ok := node.(*ast.CallExpr); ok && isCall(call, "runtime", "SetFinalizer") {
			if closing, ok := call.Args[1].(*ast.SelectorExpr); ok { // (*T).Close
				types[typeName(closing.X)] = &method{fields: map[string]bool{}, views: views}
			}
		}
		return true
	})
	ast.Inspect(sources, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.TypeSpec:
			if m := types[node.Name.Name]; m != nil {
				for _, field := range node.Type.(*ast.StructType).Fields.List {
					for _, name := range field.Names {
						m.fields[name.Name] = true
					}
				}
			}
		case *ast.FuncDecl:
			if results := node.Type.Results; node.Recv != nil && results != nil {
				_, isView := results.List[0].Type.(*ast.ArrayType)
				views[node.Name.Name] = views[node.Name.Name] || isView
			}
		}
		return true
	})
	return types
}

// Where the method has come to: open, as long as its object may be gone already.
type path struct{ open, deferred, over bool }

func (m *method) run(statements []ast.Stmt, p path) path {
	for _, statement := range statements {
		p = m.step(statement, p)
	}
	if p.deferred || p.over {
		p.open = false
	}
	return p
}

func (m *method) step(statement ast.Stmt, p path) path {
	switch s := statement.(type) {
	case *ast.DeferStmt:
		p.deferred = p.deferred || m.keeps(s.Call)
	case *ast.ReturnStmt:
		p.over = true
		for _, result := range s.Results {
			p.open = !m.names(result) && (m.reads(result) || p.open && !m.keeps(result))
		}
		if p.open && !p.deferred {
			m.report(s.Pos())
		}
	case *ast.IfStmt:
		if s.Init != nil {
			p = m.step(s.Init, p)
		}
		p.open = p.open || m.reads(s.Cond)
		then, otherwise := m.run(s.Body.List, p), p
		if s.Else != nil {
			otherwise = m.run([]ast.Stmt{s.Else}, p)
		}
		p.open = then.open || otherwise.open
	case *ast.BlockStmt:
		return m.run(s.List, p)
	case *ast.ForStmt:
		p.open = m.run(s.Body.List, p).open || p.open
	case *ast.RangeStmt:
		p.open = m.run(s.Body.List, p).open || p.open
	case *ast.SwitchStmt, *ast.SelectStmt, *ast.TypeSwitchStmt:
		m.report(s.Pos()) // is not looked through
	default:
		p.open = m.reads(s) || p.open && !m.keeps(s)
	}
	return p
}

// A field is read and not only compared, a view is got, or a caller's function called.
func (m *method) reads(node ast.Node) (found bool) {
	ast.Inspect(node, func(node ast.Node) bool {
		switch n := node.(type) {
		case *ast.BinaryExpr:
			if field, ok := n.X.(*ast.SelectorExpr); ok && n.Op == token.EQL && m.isReceiver(field.X) {
				return false
			}
		case *ast.CallExpr:
			return m.isView(n) || !m.names(n) // and if it does, behind its arguments
		case *ast.Ident:
			found = found || m.calls[n.Name]
		case *ast.SelectorExpr:
			found = found || m.isReceiver(n.X) && (m.fields[n.Sel.Name] || m.views[n.Sel.Name])
		}
		return true
	})
	return found
}

// Somewhere in it the object is named, and not for a view.
func (m *method) keeps(node ast.Node) (found bool) {
	ast.Inspect(node, func(node ast.Node) bool {
		call, ok := node.(*ast.CallExpr)
		found = found || ok && m.names(call) && !m.isView(call)
		return true
	})
	return found
}

func (m *method) isView(call *ast.CallExpr) bool {
	f, ok := call.Fun.(*ast.SelectorExpr)
	return ok && m.isReceiver(f.X) && m.views[f.Sel.Name]
}

// A call of KeepAlive or SetFinalizer with the object, or of a method of it.
func (m *method) names(expression ast.Expr) bool {
	call, ok := expression.(*ast.CallExpr)
	if !ok {
		return false
	}
	if isCall(call, "runtime", "KeepAlive") || isCall(call, "runtime", "SetFinalizer") {
		return m.isReceiver(call.Args[0])
	}
	f, ok := call.Fun.(*ast.SelectorExpr)
	return ok && m.isReceiver(f.X) && !m.fields[f.Sel.Name]
}

func (m *method) isReceiver(expression ast.Expr) bool {
	name, ok := expression.(*ast.Ident)
	return ok && name.Name == m.receiver
}

func isCall(call *ast.CallExpr, of, name string) bool {
	f, ok := call.Fun.(*ast.SelectorExpr)
	return ok && fmt.Sprint(f.X) == of && f.Sel.Name == name
}

// T of (*T), *T and *T[U].
func typeName(expression ast.Expr) string {
	switch e := expression.(type) {
	case *ast.ParenExpr:
		return typeName(e.X)
	case *ast.StarExpr:
		return typeName(e.X)
	case *ast.IndexExpr:
		return typeName(e.X)
	default:
		return fmt.Sprint(e)
	}
}

// Objects are forgotten while their last call is on, with the collector always at work.
// tests/ffi/long_calls.c lets these calls last until it has finalized mirrors made meanwhile.
func TestObjectsLiveUntilTheirLastCallIsOver(t *testing.T) {
	over, gone := make(chan bool), make(chan bool)
	go func() {
		defer close(gone)
		for {
			select {
			case <-over:
				return
			default:
				must(NewMirror(1, nil))
				runtime.GC()
			}
		}
	}()
	equal(t, must(NewSpsc[int](5, &Options{Exact: true})).Capacity(), 5)
	channel := must(NewSpsc[int](5, nil))
	_, err := must(channel.Reader()).Pop()
	equal(t, err, errAgain)
	runtime.KeepAlive(channel) // or else the reader finds its writer gone
	close(over)
	<-gone
}
