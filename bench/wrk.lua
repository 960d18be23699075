-- Sends the requests of a file (each as it goes over the wire, a zero byte between them) one after the other, and prints
-- one line of JSON at the end. Usage: wrk --script wrk.lua ... URL -- FILE

local requests = {}
local last = 0
local threads = 0

-- Threads start at different requests, so that they do not all send the same one at once.
function setup(thread)
   thread:set("first", threads * 31)
   threads = threads + 1
end

function init(args)
   local file = assert(io.open(args[1], "rb"))
   for text in file:read("*a"):gmatch("[^%z]+") do
      requests[#requests + 1] = text
   end
   file:close()
   last = first
end

function request()
   last = last % #requests + 1
   return requests[last]
end

function done(summary, latency)
   local errors = summary.errors
   print(string.format('{"requests":%d,"errors":%d,"seconds":%.6f,"p50_ms":%.3f,"p99_ms":%.3f}', summary.requests,
      errors.connect + errors.read + errors.write + errors.status + errors.timeout, summary.duration / 1e6,
      latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
