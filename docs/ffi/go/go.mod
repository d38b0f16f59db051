module picoring

go 1.18
