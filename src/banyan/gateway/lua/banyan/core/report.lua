local _M = {}

local function write(_, message)
    ngx.log(ngx.EMERG, "banyan: ", message)
end

-- Log a fault of our own without the request that it was met in: nginx adds the request line, and with it the query,
-- to whatever is logged during a request. A timer has none. The level is the only one that our locations let through.
function _M.fault(message)
    return ngx.timer.at(0, write, message)
end

return _M
