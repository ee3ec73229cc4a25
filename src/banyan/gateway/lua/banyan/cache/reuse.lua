-- Whether an entry may answer a request (RFC 9111 section 4).

local positions = require("banyan.cache.positions")

local _M = {}

-- "fresh", "stale" (shown while another is fetched, RFC 5861 section 3) or nil. `began`: what came since then is as
-- good as asked for now, whatever the request or the entry wants validated.
function _M.judge(entry, request, now, began)
    local age = entry.age + (now - entry.stored)
    local left = entry.lifetime - age
    if not positions.allows(entry) then
        return nil
    end
    if began and entry.stored >= began then
        return "fresh"
    end
    if entry.checked or request.no_cache or request.max_age and age > request.max_age
        or request.min_fresh and left < request.min_fresh then
        return nil
    end
    if left > 0 then
        return "fresh"
    end
    if request.max_stale and -left <= request.max_stale and not entry.must_revalidate then
        return "fresh"
    end
    return -left < entry.stale and "stale" or nil
end

-- Whether it may be shown because no other is to be had (RFC 5861 section 4), invalidated or not.
function _M.for_error(entry, now)
    return entry.stale_if_error > 0 and entry.age + (now - entry.stored) - entry.lifetime < entry.stale_if_error
end

return _M
