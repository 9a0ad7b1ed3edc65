# Reads lines "work round server key value" and prints one Markdown table a work: a row for each server with the medians
# over the rounds, and beside the rate or the time the ratio to each of the peers, a list given with -v, in the same run.
function median(w, s, k,    n, i, j, t, a) {
  n = split(all[w, s, k], a, " ")
  for (i = 2; i <= n; i++) for (j = i; j > 1 && a[j - 1] + 0 > a[j] + 0; j--) { t = a[j]; a[j] = a[j - 1]; a[j - 1] = t }
  return n == 0 ? "" : n % 2 ? a[(n + 1) / 2] : (a[n / 2] + a[n / 2 + 1]) / 2
}
function spread(w, s, k,    n, i, a, lo, hi) {
  n = split(all[w, s, k], a, " "); lo = hi = a[1]
  for (i = 2; i <= n; i++) { if (a[i] + 0 < lo + 0) lo = a[i]; if (a[i] + 0 > hi + 0) hi = a[i] }
  return lo " to " hi
}
function ratio(w, s, peer, k,    p) {
  p = median(w, peer, k)
  return p == "" || p == 0 || median(w, s, k) == "" ? "-" : sprintf("%.2f", median(w, s, k) / p)
}
{
  if (!($1 in works)) { works[$1]; order[++nw] = $1 }
  if (!(($1, $3) in seen)) { seen[$1, $3]; servers[$1] = servers[$1] " " $3 }
  if (!(($1, $4) in keyed)) { keyed[$1, $4]; keys[$1] = keys[$1] " " $4 }
  all[$1, $3, $4] = all[$1, $3, $4] " " $5
  if ($2 > rounds) rounds = $2
}
END {
  for (i = 1; i <= nw; i++) {
    w = order[i]; nk = split(keys[w], k, " "); ns = split(servers[w], s, " ")
    printf "\n**%s**, medians of %d\n\n| server |", w, rounds
    for (j = 1; j <= nk; j++) printf " %s |", k[j]
    np = split(peers, p, " ")
    printf " %s: range |", k[1]
    for (j = 1; j <= np; j++) printf " of %s |", p[j]
    printf "\n|---|"
    for (j = 1; j <= nk + 1 + np; j++) printf "---:|"
    print ""
    for (r = 1; r <= ns; r++) {
      printf "| %s |", s[r]
      for (j = 1; j <= nk; j++) printf " %s |", median(w, s[r], k[j])
      printf " %s |", spread(w, s[r], k[1])
      for (j = 1; j <= np; j++) printf " %s |", ratio(w, s[r], p[j], k[1])
      print ""
    }
  }
}
