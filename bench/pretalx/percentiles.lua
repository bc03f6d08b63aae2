-- The last line that wrk prints: requests, seconds, answers that are no 200, p50 and p95 in milliseconds.
done = function(summary, latency, requests)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format("%d %.6f %d %.3f %.3f\n", summary.requests, summary.duration / 1e6, failed,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000))
end
