-- Whether a shared cache may keep a response (RFC 9111 section 3), and as what.

local cache_control = require("banyan.cache.cache_control")
local freshness = require("banyan.cache.freshness")

local _M = {}

local seconds = cache_control.seconds

-- Statuses whose meaning for a cache is known: for `must-understand` (section 5.2.2.3).
local UNDERSTOOD = {
    [200] = true, [203] = true, [204] = true, [300] = true, [301] = true, [302] = true, [303] = true, [307] = true,
    [308] = true, [400] = true, [403] = true, [404] = true, [405] = true, [410] = true, [414] = true, [451] = true,
    [500] = true, [501] = true, [502] = true, [503] = true, [504] = true,
}

local function names(list, wanted)
    for name in (list or ""):gmatch("[^%s,]+") do
        if name:lower() == wanted then
            return true
        end
    end
    return false
end

local function is_open_to_all(directives)
    return directives.public ~= nil or directives["s-maxage"] ~= nil
end

-- Whether a request with credentials may have made what others get: section 3.5 for Authorization, and the same care
-- for cookies, by which most sites know their users.
local function may_be_shared(request, headers, directives, vary)
    if request.authorization and not (is_open_to_all(directives) or directives["must-revalidate"]) then
        return false
    end
    if request.cookie and not (is_open_to_all(directives) or names(vary, "cookie")) then
        return false
    end
    -- A cookie is for one client (section 7.3 leaves it to the author to say otherwise).
    return not headers["set-cookie"] or is_open_to_all(directives)
end

local function may_be_kept(status, directives)
    if status < 200 or status == 206 or status == 304 then
        return false
    end
    if directives["must-understand"] then
        return UNDERSTOOD[status] == true
    end
    return not directives["no-store"]
end

-- {lifetime, stale, stale_if_error, checked, must_revalidate, shared, private, unchecked} of a response that may be
-- kept; nil: it may not. `checked`: it is validated before each use; `must_revalidate`: a client's max-stale is nothing
-- to it; `shared`: it answers requests with Authorization too; `private`, `unchecked`: fields that are left out, or
-- nil. `request`: {authorization, cookie}, whether it has them; `vary`: all of Vary in one line. With a `route` the app
-- has seen to it that no credentials made what others get (banyan.edge.Labelling).
function _M.judge(request, status, headers, vary, route, received)
    local directives, is_targeted = freshness.directives(headers)
    if not may_be_kept(status, directives) then
        return nil
    end
    local private, unchecked = cache_control.fields(directives, "private"), cache_control.fields(directives, "no-cache")
    if directives.private and not private then
        return nil
    end
    if route then
        if directives.private or headers["set-cookie"] then
            return nil
        end
    elseif not may_be_shared(request, headers, directives, vary) then
        return nil
    end
    local lifetime = freshness.lifetime(status, headers, directives, is_targeted, received)
    local checked = directives["no-cache"] ~= nil and not unchecked or nil
    if not lifetime and not checked then
        return nil
    end
    -- Section 4.2.4. s-maxage forbids as well, but not what its author allows beside it (RFC 5861).
    local strict = checked or directives["must-revalidate"] or directives["proxy-revalidate"]
    local stale = seconds(directives, "stale-while-revalidate") or 0
    local for_errors = seconds(directives, "stale-if-error") or 0
    return {
        lifetime = lifetime or 0,
        stale = strict and 0 or stale,
        stale_if_error = strict and 0 or for_errors,
        checked = checked,
        must_revalidate = (strict or directives["s-maxage"]) ~= nil,
        shared = is_open_to_all(directives) or directives["must-revalidate"] ~= nil or route ~= nil,
        private = private,
        unchecked = unchecked,
    }
end

return _M
