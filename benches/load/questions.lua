-- What wrk asks: the targets of a file, one a line, each thread from another place on; at the end what came back, as JSON.

local targets = {}
local at = 0
local threads = {}

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init(arguments)
  for line in io.lines(arguments[1]) do
    if line ~= "" then
      table.insert(targets, line)
    end
  end
  -- Threads are kept apart, so that no two ask the same at once.
  at = number * 7
  counts = {}
end

function request()
  at = at + 1
  return wrk.format("GET", targets[at % #targets + 1])
end

function response(status)
  counts[status] = (counts[status] or 0) + 1
end

function done(summary, latency)
  local by_status = {}
  for _, thread in ipairs(threads) do
    for status, count in pairs(thread:get("counts")) do
      by_status[status] = (by_status[status] or 0) + count
    end
  end
  local parts = {}
  for status, count in pairs(by_status) do
    table.insert(parts, string.format('"%d":%d', status, count))
  end
  local errors = summary.errors
  print(string.format(
    'RESULT {"requests":%d,"seconds":%.2f,"per_second":%.1f,"p50_ms":%.2f,"p90_ms":%.2f,"p99_ms":%.2f,"max_ms":%.2f,'
      .. '"bytes":%d,"statuses":{%s},"socket_errors":%d}',
    summary.requests, summary.duration / 1e6, summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1e3, latency:percentile(90) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3,
    summary.bytes, table.concat(parts, ","), errors.connect + errors.read + errors.write + errors.timeout))
end
