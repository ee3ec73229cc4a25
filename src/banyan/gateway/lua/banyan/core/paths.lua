local _M = {}

local find, sub, unescape = string.find, string.sub, ngx.unescape_uri

-- The path of a request as it came over the wire, decoded and without its query; "" where there was none.
function _M.of_request_uri(uri)
    local query = find(uri, "?", 1, true)
    return unescape((query and sub(uri, 1, query - 1) or uri):gsub("+", "%%2B"))
end

-- The value of the longest key that is the path or a whole-segment beginning of it (policy.paths.longest_prefix).
-- It goes up the path segment by segment: its cost is the path's depth, however many keys there are.
function _M.longest_prefix(path, by_prefix)
    local value = by_prefix[path]
    local last = #path
    while value == nil and last > 0 do
        local slash = last
        while slash > 0 and sub(path, slash, slash) ~= "/" do
            slash = slash - 1
        end
        -- A prefix may end with its slash ("/" does) or not.
        value = by_prefix[sub(path, 1, slash)] or by_prefix[sub(path, 1, slash - 1)]
        last = slash - 1
    end
    return value
end

return _M
