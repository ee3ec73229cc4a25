local report = require("banyan.core.report")

local traceback = debug.traceback

-- The step, as a function that reports a fault of ours and goes on: nginx would write it where nothing of a request may
-- stand, which is nowhere (see core/report.lua).
return function(step)
    return function(...)
        local ok, result = xpcall(step, traceback, ...)
        if ok then
            return result
        end
        report.fault(result)
    end
end
