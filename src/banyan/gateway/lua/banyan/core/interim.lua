-- nginx 1.22 takes an interim answer (RFC 9110 section 15.2) for the only one. What the origin sends behind it would be
-- taken for content, or for the answer to the connection's next request.

local _M = {}

-- In the header filter: whether this is one. It is refused then, and the connection closed with what is in it.
function _M.refuse()
    local status = ngx.status
    if status < 200 and status ~= 101 then
        ngx.exit(ngx.HTTP_BAD_GATEWAY)
        return true
    end
    return false
end

return _M
