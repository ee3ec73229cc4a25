-- Cache-Status (RFC 9211): what this cache did, behind what caches nearer to the origin have said.

local _M = {}

local floor = math.floor

-- Of an answer from the cache; `entry` remembers it for the second in which it is true.
function _M.hit(entry, age, now)
    local second = floor(now)
    if entry.told_at ~= second then
        local own = "banyan; hit; ttl=" .. floor(entry.lifetime - age)
        entry.told = entry.upstream_status and entry.upstream_status .. ", " .. own or own
        entry.told_at = second
    end
    return entry.told
end

-- Of an answer for which the origin was asked. `why`: a token of section 2.2; `status`: the origin's, where the answer
-- has another.
function _M.forwarded(upstream_status, why, status, is_stored, collapsed)
    local own = "banyan; fwd=" .. why
    if status then
        own = own .. "; fwd-status=" .. status
    end
    if is_stored then
        own = own .. "; stored"
    end
    if collapsed then
        own = own .. "; collapsed"
    end
    return upstream_status and upstream_status .. ", " .. own or own
end

return _M
