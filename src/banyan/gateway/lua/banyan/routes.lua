-- The site's cached routes (banyan.policy.Cache), and what a request to one of them is found by: banyan.edge.cache_key
-- is the same in Python.

local remembering = require("banyan.core.remembering")
local trim = require("banyan.core.trim")

local find_regex = ngx.re.find

local _M = {}

local char, find, gmatch, gsub = string.char, string.find, string.gmatch, string.gsub
local sub = string.sub
local var = ngx.var

-- A query's, in the key: sorting them takes the square of their number for who has an eye to it.
local MOST_PARAMETERS = 100

local by_number, exact, patterns = {}, {}, {}
local crooked

local function set_of(list)
    if type(list) ~= "table" then
        return nil
    end
    local set = {}
    for _, name in ipairs(list) do
        set[name] = true
    end
    return set
end

local function variables_of(fields)
    local variables = {}
    for index, name in ipairs(fields) do
        variables[index] = "http_" .. gsub(name, "-", "_")
    end
    return variables
end

-- Takes the `routes` of resources.json, and the PCRE of paths that could be taken for others. Called once, before any
-- request.
function _M.configure(routes, not_canonical)
    crooked = not_canonical
    for _, described in ipairs(routes) do
        local policy = described.policy
        local route = policy and {
            name = described.name,
            number = #by_number + 1,
            wanted = set_of(policy.key),
            passes_by = variables_of(policy.passes_by),
            cookies = #policy.cookies > 0 and policy.cookies or nil,
            includes = policy.includes,
        }
        by_number[#by_number + 1] = route
        if described.path then
            exact[described.path] = route
        else
            patterns[#patterns + 1] = { regex = described.pattern, route = route or false }
        end
    end
end

local by_pattern = remembering(function(path)
    for index = 1, #patterns do
        local pattern = patterns[index]
        if find_regex(path, pattern.regex, "jo") then
            return pattern.route
        end
    end
    return false
end)

-- The route {name, number, cookies, includes} of a path as it came over the wire; nil if that is not to be cached.
function _M.find(path)
    return exact[path] or by_pattern(path) or nil
end

function _M.by_number(number)
    return by_number[number]
end

local function from_hexadecimal(digits)
    return char(tonumber(digits, 16))
end

local function name_of(field)
    local name = sub(field, 1, (find(field, "=", 1, true) or 0) - 1)
    return find(name, "[+%%]") and gsub(gsub(name, "+", " "), "%%(%x%x)", from_hexadecimal) or name
end

-- Those of the wanted parameters, as they came, in the order of their names; of one name in the order in which they
-- came. A query with more of them than anybody asks for is a key as it came.
local function canonical_query(query, wanted)
    local fields = {}
    for field in query:gmatch("[^&]+") do
        local name = name_of(field)
        if not wanted or wanted[name] then
            if #fields == MOST_PARAMETERS then
                return query
            end
            fields[#fields + 1] = { name = name, text = field, at = #fields }
        end
    end
    table.sort(fields, function(one, other)
        return one.name < other.name or one.name == other.name and one.at < other.at
    end)
    for index, field in ipairs(fields) do
        fields[index] = field.text
    end
    return table.concat(fields, "&")
end

-- Whether a path could be taken for another one (banyan.policy.paths.NOT_CANONICAL).
function _M.is_crooked(path)
    return find_regex(path, crooked, "jo") ~= nil
end

-- What of a request's target the route's answers depend on: two with the same have the same answer. The app gets this
-- one, so it cannot see what is no part of the key.
local canonical = remembering(function(target, route)
    local mark = find(target, "?", 1, true)
    if not mark or not route.wanted and not find(target, "&", mark, true) then
        return target
    end
    return sub(target, 1, mark) .. canonical_query(sub(target, mark + 1), route.wanted)
end)

-- The cookies of these names, as they came; of one that came twice the first.
function _M.said_by_cookies(names)
    local cookies = var.http_cookie
    if not cookies then
        return ""
    end
    local said = {}
    for cookie in gmatch(cookies, "[^;]+") do
        local mark = find(cookie, "=", 1, true) or #cookie + 1
        local name = trim(sub(cookie, 1, mark - 1))
        said[name] = said[name] or trim(sub(cookie, mark + 1))
    end
    local found = {}
    for _, name in ipairs(names) do
        found[#found + 1] = said[name] and name .. "=" .. said[name]
    end
    return table.concat(found, "; ")
end

-- A request to the route, as the cache knows it: {route, target, key, request}.
function _M.state(route, target, request)
    target = canonical(target, route)
    local key = var.banyan_origin .. target
    if route.cookies then
        key = key .. "\ncookie:" .. _M.said_by_cookies(route.cookies)
    end
    return { route = route, target = target, key = key, request = request }
end

-- Whether the request has a field by which it has nothing to do with the route's cache.
function _M.is_passed_by(route)
    local fields = route.passes_by
    for index = 1, #fields do
        if var[fields[index]] then
            return true
        end
    end
    return false
end

return _M
