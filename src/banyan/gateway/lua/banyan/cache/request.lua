-- What a request asks of a cache beside its address: read only when $banyan_particulars is not empty.

local cache_control = require("banyan.cache.cache_control")
local fields = require("banyan.cache.fields")

local _M = {}

local seconds = cache_control.seconds

-- What most requests are: `is_plain`, any fresh answer will do.
_M.PLAIN = { is_plain = true }

-- RFC 9111 section 5.2.1.
local function add_directives(request, lines)
    local directives = cache_control.parse(lines)
    request.no_store = directives["no-store"] ~= nil
    request.only_if_cached = directives["only-if-cached"] ~= nil
    request.no_cache = directives["no-cache"] ~= nil
    request.max_age = seconds(directives, "max-age", 0)
    request.min_fresh = seconds(directives, "min-fresh", 0)
    request.max_stale = directives["max-stale"] == true and math.huge or seconds(directives, "max-stale")
end

-- `passes`: it is none of the cache's business, neither to answer nor to keep its answer.
function _M.read()
    local headers = ngx.req.get_headers(0)
    local request = {
        authorization = headers["authorization"] ~= nil,
        none_match = fields.one_line(headers["if-none-match"]),
        modified_since = headers["if-modified-since"],
        range = headers["range"],
        if_range = headers["if-range"],
    }
    -- What HTTP/1.0 knows (section 5.4).
    add_directives(request, headers["cache-control"] or headers["pragma"])
    -- A body is in no key (a "fat GET"); and preconditions of writes are the origin's to judge.
    request.passes = request.no_store or headers["if-match"] or headers["if-unmodified-since"] or headers["upgrade"]
        or (headers["content-length"] or "0") ~= "0" or headers["transfer-encoding"]
    request.is_plain = not request.passes and not request.authorization and request.max_age == nil
        and request.min_fresh == nil and not request.no_cache and not request.only_if_cached
    return request
end

-- The same without what is about this client's own copy, or about a part.
function _M.of_the_whole(request)
    if request == _M.PLAIN then
        return request
    end
    local whole = {}
    for name, value in pairs(request) do
        whole[name] = value
    end
    whole.none_match, whole.modified_since, whole.range, whole.if_range = nil, nil, nil, nil
    return whole
end

return _M
