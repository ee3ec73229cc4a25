-- Over HTTP/1.1, to ourselves: Lua has no subrequests over HTTP/2 (sites/plain.conf).

local _M = {}

-- Does not return where the request is one over HTTP/2.
function _M.go_on()
    if ngx.req.http_version() == 2 then
        return ngx.exec("/.banyan/plain")
    end
end

return _M
