#include "checker.hh"
#include <cstdio>
#include <cstring>
#include <string>
#include <map>
#include <fnmatch.h>
using namespace checker;
picoring_channel_options opts(picoring_options &m){ m = memory(); picoring_channel_options o = PICORING_CHANNEL_OPTIONS_INIT; o.memory=&m; o.spin=-1; return o;}
struct Spsc {
    picoring_spsc *spsc; picoring_spsc_writer *w; picoring_spsc_reader *r;
    Spsc(size_t cap){ picoring_options m; auto o=opts(m);
      REQUIRE(picoring_spsc_create(cap, 8, &o, &spsc)==0); REQUIRE(picoring_spsc_writer_open(spsc,&w)==0); REQUIRE(picoring_spsc_reader_open(spsc,&r)==0);
      picoring_spsc_destroy(spsc); }
    ~Spsc(){ picoring_spsc_writer_destroy(w); picoring_spsc_reader_destroy(r);}
    void push(uint64_t i){ REQUIRE(picoring_spsc_push(w,&i)==0);}
    void push_wait(uint64_t i){ int c; while((c=picoring_spsc_push(w,&i))==PICORING_EAGAIN) REQUIRE(picoring_spsc_wait_writable(w,1,-1,0)==0); REQUIRE(c==0);}
    void pop_wait(uint64_t i){ uint64_t v=99; int c; while((c=picoring_spsc_pop(r,&v))==PICORING_EAGAIN) REQUIRE(picoring_spsc_wait_readable(r,1,-1,0)==0); REQUIRE(c==0); REQUIRE(v==i);}
    // so that lately is set
    void lately(){ picoring_spsc_reader_arm(r,1); picoring_spsc_reader_disarm(r);}
};
struct Mpsc {
    picoring_mpsc *m; picoring_mpsc_producer *p[3]; picoring_mpsc_reader *r;
    Mpsc(size_t cap,int n=2){ picoring_options mm; auto o=opts(mm);
      REQUIRE(picoring_mpsc_create(cap, 8, &o, &m)==0); for(int i=0;i<3;++i) {p[i]=0; if(i<n) REQUIRE(picoring_mpsc_producer_open(m,&p[i])==0);} REQUIRE(picoring_mpsc_reader_open(m,&r)==0);
      picoring_mpsc_destroy(m); }
    ~Mpsc(){ for(auto q:p) picoring_mpsc_producer_destroy(q); picoring_mpsc_reader_destroy(r);}
    void push(int k,uint64_t i){ REQUIRE(picoring_mpsc_push(p[k],&i)==0);}
    int push_wait(int k,uint64_t i){ int c; while((c=picoring_mpsc_push(p[k],&i))==PICORING_EAGAIN) {c=picoring_mpsc_wait_writable(p[k],1,-1,0); if(c) return c;} return c;}
    uint64_t pop_wait(){ uint64_t v=99; int c; while((c=picoring_mpsc_pop(r,&v))==PICORING_EAGAIN) REQUIRE(picoring_mpsc_wait_readable(r,1,-1,0)==0); REQUIRE(c==0); return v;}
    void lately(){ picoring_mpsc_reader_arm(r,1); picoring_mpsc_reader_disarm(r);}
};
std::map<std::string, std::function<void()>> all;
#define SCENARIO(name) static void name(); static bool reg_##name = (all[#name]=[]{check(#name,name);},true); static void name()
static Freedom F(int times=0,int signals=0,bool weak=false){Freedom f; f.times=times; f.signals=signals; f.weak=weak; return f;}
static bool W; static int B=-1;
#define RUN(...) do{ Freedom f=F(__VA_ARGS__); f.weak=W; f.switches=B; run(f);}while(0)

SCENARIO(spsc_reader){ Spsc c(2); thread("writer",[&]{c.push(0);c.push(1);}); thread("reader",[&]{c.pop_wait(0);c.pop_wait(1);}); RUN(); }
SCENARIO(spsc_reader_lately){ Spsc c(3); c.lately(); thread("writer",[&]{c.push(0);c.push(1);c.push(2);}); thread("reader",[&]{c.pop_wait(0);c.pop_wait(1);c.pop_wait(2);}); RUN(); }
SCENARIO(spsc_recall){ Spsc c(8); c.lately(); thread("writer",[&]{for(int i=0;i<6;++i)c.push(i);}); thread("reader",[&]{for(int i=0;i<6;++i) c.pop_wait(i);}); RUN(); }
SCENARIO(spsc_writer){ Spsc c(1); thread("writer",[&]{for(int i=0;i<3;++i)c.push_wait(i);}); thread("reader",[&]{for(int i=0;i<3;++i) c.pop_wait(i);}); RUN(); }
SCENARIO(spsc_two){ Spsc c(4); c.lately(); thread("writer",[&]{for(int i=0;i<3;++i)c.push(i);}); thread("reader",[&]{REQUIRE(picoring_spsc_wait_readable(c.r,2,-1,0)==0); c.pop_wait(0);REQUIRE(picoring_spsc_wait_readable(c.r,2,-1,0)==0);}); RUN(); }
SCENARIO(spsc_time){ Spsc c(4); thread("writer",[&]{for(int i=0;i<2;++i)c.push(i);}); thread("reader",[&]{ int k=picoring_spsc_wait_readable(c.r,1,100,0); REQUIRE(k==0||k==PICORING_ETIMEDOUT||k==PICORING_EINTR); k=picoring_spsc_wait_readable(c.r,2,100,0); REQUIRE(k==0||k==PICORING_ETIMEDOUT||k==PICORING_EINTR); while((k=picoring_spsc_wait_readable(c.r,2,-1,0))==PICORING_EINTR); c.pop_wait(0); c.pop_wait(1);}); RUN(2,1); }
SCENARIO(spsc_close){ Spsc c(2); thread("writer",[&]{c.push(0);picoring_spsc_writer_close(c.w);}); thread("reader",[&]{c.pop_wait(0); REQUIRE(picoring_spsc_wait_readable(c.r,1,-1,0)==PICORING_EEND);}); RUN(); }
SCENARIO(spsc_close2){ Spsc c(2); thread("writer",[&]{c.push(0);picoring_spsc_writer_close(c.w);}); thread("reader",[&]{REQUIRE(picoring_spsc_wait_readable(c.r,2,-1,0)==PICORING_EEND); c.pop_wait(0);}); RUN(); }
SCENARIO(spsc_reader_close){ Spsc c(1); thread("writer",[&]{c.push(0); int k; while((k=picoring_spsc_wait_writable(c.w,1,-1,0))==0) {uint64_t v=1; int q=picoring_spsc_push(c.w,&v); REQUIRE(q==0||q==PICORING_EPIPE); if(q) return;} REQUIRE(k==PICORING_EPIPE);}); thread("reader",[&]{c.pop_wait(0); picoring_spsc_reader_close(c.r);}); RUN(); }
SCENARIO(spsc_interrupt){ Spsc c(2); thread("other",[&]{picoring_spsc_reader_interrupt(c.r);}); thread("reader",[&]{REQUIRE(picoring_spsc_wait_readable(c.r,1,-1,0)==PICORING_EINTR);}); RUN(); }
SCENARIO(spsc_interrupt_push){ Spsc c(2); c.lately(); thread("other",[&]{picoring_spsc_reader_interrupt(c.r);}); thread("reader",[&]{int n=0; for(int i=0;i<1;){ uint64_t v; int k=picoring_spsc_pop(c.r,&v); if(k==0) {++i;continue;} k=picoring_spsc_wait_readable(c.r,1,-1,0); REQUIRE(k==0||k==PICORING_EINTR); n+=k!=0; } if(n==0) REQUIRE(picoring_spsc_wait_readable(c.r,1,-1,0)==PICORING_EINTR); }); thread("writer",[&]{c.push(0);}); RUN(); }
SCENARIO(spsc_event){ Spsc c(4); intptr_t e; REQUIRE(picoring_spsc_reader_event(c.r,&e)==0);
 thread("writer",[&]{for(int i=0;i<3;++i) c.push(i);}); thread("reader",[&]{ for(uint64_t i=0;i<3;){uint64_t v; int k=picoring_spsc_pop(c.r,&v); if(k==0){REQUIRE(v==i);++i;continue;} REQUIRE(k==PICORING_EAGAIN); int a=picoring_spsc_reader_arm(c.r,1); REQUIRE(a>=0); if(a==0) poll(e);} }); RUN(); }
SCENARIO(spsc_event_two){ Spsc c(4); intptr_t e; REQUIRE(picoring_spsc_reader_event(c.r,&e)==0);
 thread("writer",[&]{for(int i=0;i<4;++i) c.push(i);}); thread("reader",[&]{ for(uint64_t i=0;i<4;){uint64_t v[2]; int k=picoring_spsc_pop_n(c.r,v,2); if(k==0){REQUIRE(v[0]==i);i+=2;continue;} REQUIRE(k==PICORING_EAGAIN); int a=picoring_spsc_reader_arm(c.r,2); REQUIRE(a>=0); if(a==0) poll(e);} }); RUN(); }
SCENARIO(spsc_event_after_poll){ Spsc c(4); intptr_t e; REQUIRE(picoring_spsc_reader_event(c.r,&e)==0);
 thread("writer",[&]{c.push(0);}); thread("reader",[&]{ int a=picoring_spsc_reader_arm(c.r,1); REQUIRE(a>=0); if(a==0) { int k=picoring_spsc_wait_readable(c.r,1,0,0); if(k!=0) poll(e);} c.pop_wait(0); }); RUN(); }
SCENARIO(spsc_arm_then_wait){ Spsc c(4); intptr_t e; REQUIRE(picoring_spsc_reader_event(c.r,&e)==0);
 thread("writer",[&]{c.push(0);c.push(1);}); thread("reader",[&]{ REQUIRE(picoring_spsc_reader_arm(c.r,1)>=0); c.pop_wait(0); REQUIRE(picoring_spsc_reader_arm(c.r,1)>=0);  c.pop_wait(1);}); RUN(1,0); }
SCENARIO(spsc_event_close){ Spsc c(4); intptr_t e=-1;
 thread("writer",[&]{c.push(0); picoring_spsc_writer_close(c.w);}); thread("reader",[&]{ REQUIRE(picoring_spsc_reader_event(c.r,&e)==0); for(;;){uint64_t v; int k=picoring_spsc_pop(c.r,&v); if(k==0) continue; if(k==PICORING_EEND) break; int a=picoring_spsc_reader_arm(c.r,1); REQUIRE(a>=0); if(a==0) poll(e);} REQUIRE(picoring_spsc_reader_disarm(c.r)==0); REQUIRE(signalled(e)); }); RUN(); REQUIRE(signalled(e));}
SCENARIO(spsc_event_made_close){ Spsc c(4); intptr_t e=-1;
 thread("writer",[&]{picoring_spsc_writer_close(c.w);}); thread("reader",[&]{ REQUIRE(picoring_spsc_reader_event(c.r,&e)==0); poll(e); REQUIRE(picoring_spsc_reader_disarm(c.r)==0); poll(e);}); RUN(); REQUIRE(signalled(e));}

#define P picoring_mpsc_
SCENARIO(mpsc_one){ Mpsc c(4); thread("a",[&]{c.push(0,0);}); thread("b",[&]{c.push(1,1);}); thread("reader",[&]{c.pop_wait();c.pop_wait();}); RUN(); }
SCENARIO(mpsc_two){ Mpsc c(4); thread("a",[&]{c.push(0,0);}); thread("b",[&]{c.push(1,1);}); thread("reader",[&]{REQUIRE(picoring_mpsc_wait_readable(c.r,2,-1,0)==0);}); RUN(); }
SCENARIO(mpsc_two_lately){ Mpsc c(4); c.lately(); thread("a",[&]{c.push(0,0);}); thread("b",[&]{c.push(1,1);}); thread("reader",[&]{REQUIRE(picoring_mpsc_wait_readable(c.r,2,-1,0)==0);}); RUN(); }
SCENARIO(mpsc_three_lately){ Mpsc c(4,3); c.lately(); thread("a",[&]{c.push(0,0);}); thread("b",[&]{c.push(1,1);}); thread("c",[&]{c.push(2,1);}); thread("reader",[&]{REQUIRE(picoring_mpsc_wait_readable(c.r,3,-1,0)==0);}); RUN(); }
static void claim_n(Mpsc&c,int k,size_t n){ REQUIRE(picoring_mpsc_claim(c.p[k],n)!=nullptr); }
SCENARIO(mpsc_abort_two){ Mpsc c(4); c.lately(); thread("a",[&]{claim_n(c,0,1);picoring_mpsc_commit(c.p[0],1);}); thread("b",[&]{claim_n(c,1,1);picoring_mpsc_abort(c.p[1]);}); 
  thread("reader",[&]{int k=picoring_mpsc_wait_readable(c.r,1,-1,0); REQUIRE(k==0);}); RUN(); }
// a claims first, then b aborts, a commits: a wait for 3 has to end with ERANGE
SCENARIO(mpsc_abort_first){ Mpsc c(4); c.lately(); claim_n(c,0,1); claim_n(c,1,1); thread("a",[&]{picoring_mpsc_commit(c.p[0],1);}); thread("b",[&]{picoring_mpsc_abort(c.p[1]);}); 
  thread("reader",[&]{int k=picoring_mpsc_wait_readable(c.r,3,-1,0); REQUIRE(k==PICORING_ERANGE);}); RUN(); }
SCENARIO(mpsc_abort_rest){ Mpsc c(4); c.lately(); claim_n(c,0,1); claim_n(c,1,2); thread("a",[&]{picoring_mpsc_commit(c.p[0],1);}); thread("b",[&]{picoring_mpsc_commit(c.p[1],1);}); 
  thread("reader",[&]{int k=picoring_mpsc_wait_readable(c.r,4,-1,0); REQUIRE(k==PICORING_ERANGE);}); RUN(); }
SCENARIO(mpsc_close){ Mpsc c(4); thread("a",[&]{c.push(0,0); picoring_mpsc_producer_destroy(c.p[0]);c.p[0]=0;}); thread("b",[&]{claim_n(c,1,1); picoring_mpsc_producer_destroy(c.p[1]);c.p[1]=0;}); thread("reader",[&]{c.pop_wait(); REQUIRE(picoring_mpsc_wait_readable(c.r,1,-1,0)==PICORING_EEND);}); RUN(); }
SCENARIO(mpsc_close_open_claim){ Mpsc c(4); c.lately(); claim_n(c,0,1); thread("a",[&]{picoring_mpsc_commit(c.p[0],1);}); thread("b",[&]{picoring_mpsc_close(c.p[1]);}); thread("reader",[&]{REQUIRE(picoring_mpsc_wait_readable(c.r,2,-1,0)==PICORING_EEND); c.pop_wait(); }); RUN(); }
SCENARIO(mpsc_close_open_abort){ Mpsc c(4); c.lately(); claim_n(c,0,1); thread("a",[&]{picoring_mpsc_abort(c.p[0]);}); thread("b",[&]{picoring_mpsc_close(c.p[1]);}); thread("reader",[&]{REQUIRE(picoring_mpsc_wait_readable(c.r,2,-1,0)==PICORING_EEND); }); RUN(); }
SCENARIO(mpsc_event_claim_close){ Mpsc c(4); claim_n(c,0,1); intptr_t e; REQUIRE(picoring_mpsc_reader_event(c.r,&e)==0); thread("a",[&]{picoring_mpsc_commit(c.p[0],1);}); thread("b",[&]{picoring_mpsc_close(c.p[1]);}); thread("reader",[&]{ int n=0; for(;;){uint64_t v; int k=picoring_mpsc_pop(c.r,&v); if(k==0) {++n;continue;} if(k==PICORING_EEND) break; int a=picoring_mpsc_reader_arm(c.r,1); REQUIRE(a>=0); if(a==0) poll(e);} REQUIRE(n==1); }); RUN(); }
SCENARIO(mpsc_event_two){ Mpsc c(4); c.lately(); intptr_t e; REQUIRE(picoring_mpsc_reader_event(c.r,&e)==0); thread("a",[&]{c.push(0,1);}); thread("b",[&]{c.push(1,1);}); thread("reader",[&]{ for(;;){uint64_t v[2]; int k=picoring_mpsc_pop_n(c.r,v,2); if(k==0) break; REQUIRE(k==PICORING_EAGAIN); int a=picoring_mpsc_reader_arm(c.r,2); REQUIRE(a>=0); if(a==0) poll(e);} }); RUN(); }
SCENARIO(mpsc_event_abort){ Mpsc c(4); c.lately(); claim_n(c,0,1); claim_n(c,1,1); intptr_t e; REQUIRE(picoring_mpsc_reader_event(c.r,&e)==0); thread("a",[&]{picoring_mpsc_commit(c.p[0],1);}); thread("b",[&]{picoring_mpsc_abort(c.p[1]);}); thread("reader",[&]{ for(;;){uint64_t v[3]; int k=picoring_mpsc_pop_n(c.r,v,3); if(k==PICORING_ERANGE) break; REQUIRE(k==PICORING_EAGAIN); int a=picoring_mpsc_reader_arm(c.r,3); if(a==PICORING_ERANGE) break; REQUIRE(a>=0); if(a==0) poll(e);} }); RUN(); }
SCENARIO(mpsc_producers){ Mpsc c(1); c.push(0,7); thread("a",[&]{REQUIRE(c.push_wait(0,1)==0);}); thread("b",[&]{REQUIRE(c.push_wait(1,2)==0);}); thread("reader",[&]{for(int i=0;i<3;++i) c.pop_wait();}); RUN(); }
SCENARIO(mpsc_producers_room){ Mpsc c(2); c.push(0,7); c.push(0,7); thread("a",[&]{REQUIRE(picoring_mpsc_wait_writable(c.p[0],1,-1,0)==0);}); thread("b",[&]{REQUIRE(picoring_mpsc_wait_writable(c.p[1],2,-1,0)==0);}); thread("reader",[&]{for(int i=0;i<2;++i) c.pop_wait();}); RUN(); }
SCENARIO(mpsc_producers_interrupt){ Mpsc c(1); c.push(0,7); thread("a",[&]{int k=picoring_mpsc_wait_writable(c.p[0],1,-1,0); REQUIRE(k==PICORING_EINTR);}); thread("b",[&]{int k=picoring_mpsc_wait_writable(c.p[1],1,300000,0); REQUIRE(k==PICORING_ETIMEDOUT);}); thread("other",[&]{picoring_mpsc_producer_interrupt(c.p[0]);}); thread("reader",[&]{REQUIRE(picoring_mpsc_wait_readable(c.r,1,-1,0)==0); }); 
   RUN(); }
SCENARIO(mpsc_producers_deadline){ Mpsc c(1); c.push(0,7); thread("a",[&]{int64_t t=picoring_now(); int k=picoring_mpsc_wait_writable(c.p[0],1,1000,0); REQUIRE(k==PICORING_ETIMEDOUT); REQUIRE(picoring_now()==t+1000);}); thread("b",[&]{REQUIRE(picoring_mpsc_wait_writable(c.p[1],1,400000,0)==PICORING_ETIMEDOUT);}); RUN(); }

SCENARIO(life_interrupt_spsc){ Spsc c(2); auto*r=c.r; c.r=0; picoring_spsc_writer_destroy(c.w); c.w=0; 
 thread("other",[&]{picoring_spsc_reader_interrupt(r);}); thread("reader",[&]{int k=picoring_spsc_wait_readable(r,1,-1,0); REQUIRE(k==PICORING_EEND||k==PICORING_EINTR); }); RUN(); picoring_spsc_reader_destroy(r);}
SCENARIO(life_interrupt_writer){ Spsc c(1); c.push(0); auto*w=c.w; c.w=0; auto*r=c.r; c.r=0;
 thread("other",[&]{picoring_spsc_writer_interrupt(w);}); thread("writer",[&]{int k=picoring_spsc_wait_writable(w,1,-1,0); REQUIRE(k==PICORING_EINTR); picoring_spsc_writer_destroy(w); picoring_spsc_reader_destroy(r); }); RUN(); }
SCENARIO(life_interrupt_producer){ Mpsc c(1,1); c.push(0,0); auto*w=c.p[0]; c.p[0]=0; auto*r=c.r; c.r=0;
 thread("other",[&]{picoring_mpsc_producer_interrupt(w);}); thread("writer",[&]{int k=picoring_mpsc_wait_writable(w,1,-1,0); REQUIRE(k==PICORING_EINTR); picoring_mpsc_producer_destroy(w); picoring_mpsc_reader_destroy(r); }); RUN(); }
// destroyed by another while it waits: who destroys knows that it waits (its users)
// the reader is destroyed under its wait, and a producer's next looks tell
SCENARIO(life_destroy_reader_waiting){ Mpsc c(2); auto*r=c.r; c.r=0; claim_n(c,0,1); claim_n(c,1,1); static bool asleep; asleep=false;
 thread("reader",[&]{int k=picoring_mpsc_wait_readable(r,1,-1,0); REQUIRE(k==PICORING_EEND||k==0); });
 thread("a",[&]{picoring_mpsc_abort(c.p[0]); });
 thread("other",[&]{ until_parked("reader"); picoring_mpsc_reader_destroy(r); uint64_t v=1; picoring_mpsc_abort(c.p[1]); int k=picoring_mpsc_push(c.p[1],&v); REQUIRE(k==PICORING_EPIPE);}); RUN(); }
SCENARIO(life_destroy_all_spsc){ Spsc c(2); auto*r=c.r,*w=(picoring_spsc_reader*)0; (void)w; c.r=0; auto*ww=c.w; c.w=0; 
 thread("reader",[&]{int k=picoring_spsc_wait_readable(r,1,-1,0); REQUIRE(k==PICORING_EEND); });
 thread("writer",[&]{until_parked("reader"); picoring_spsc_writer_destroy(ww); });
 thread("other",[&]{ until_parked("reader"); picoring_spsc_reader_destroy(r); }); RUN(); }
SCENARIO(life_destroy_all_mpsc){ Mpsc c(1); c.push(0,1); auto*r=c.r; c.r=0; auto*a=c.p[0],*b=c.p[1]; c.p[0]=c.p[1]=0;
 thread("a",[&]{int k=picoring_mpsc_wait_writable(a,1,-1,0); REQUIRE(k==PICORING_EPIPE); });
 thread("other",[&]{ until_parked("a"); picoring_mpsc_producer_destroy(a); picoring_mpsc_producer_destroy(b); });
 thread("reader",[&]{ until_parked("a"); picoring_mpsc_reader_destroy(r); }); RUN(); }
int main(int n,char**v){ for(auto&[k,f]:all){ bool go=n<2; for(int i=1;i<n;++i){ if(!strcmp(v[i],"-w")) W=true; else if(v[i][0]=='-') B=v[i][1]-'0'; else if(fnmatch(v[i],k.c_str(),0)==0) go=true;} if(n==2&&v[1][0]=='-') go=true; if(go) {f(); fflush(stdout);} } }
