-- A frame and its fragments as one page: {status, fields, etag, body}.

local cache_control = require("banyan.cache.cache_control")
local parts = require("banyan.cache.part")

local _M = {}

local concat = table.concat
local value = parts.value

-- Others for the page than for its frame.
local OF_THE_FRAME = {
    ["content-length"] = true, ["etag"] = true, ["last-modified"] = true, ["cache-control"] = true, ["vary"] = true,
    ["content-digest"] = true, ["repr-digest"] = true, ["banyan-degraded"] = true, ["age"] = true,
    ["cache-status"] = true, ["accept-ranges"] = true,
}

-- As they were written, and the set of them in small letters.
local function varies_by(answers)
    local names, seen = {}, {}
    for _, part in ipairs(answers) do
        for name in (value(part, "vary") or ""):gmatch("[^%s,]+") do
            local small = name:lower()
            if not seen[small] then
                names[#names + 1], seen[small] = name, true
            end
        end
    end
    return names, seen
end

-- No part of a page may be kept for longer, or for more people, than it says itself.
local function cache_control_of(answers, seen)
    local is_private = seen.cookie or seen.authorization
    for _, part in ipairs(answers) do
        local said = cache_control.parse(value(part, "cache-control"))
        if said["no-store"] then
            return "no-store"
        end
        is_private = is_private or said.private
    end
    return is_private and "private, no-cache" or "no-cache"
end

local function etag_of(answers)
    local etags = {}
    for index, part in ipairs(answers) do
        local etag = value(part, "etag")
        if not etag or etag:find("^W/") then
            return nil
        end
        etags[index] = etag
    end
    return '"' .. ngx.md5(concat(etags, "\n")) .. '"'
end

local function fields_of(frame, answers, degraded)
    local fields = {}
    for _, field in ipairs(frame.fields) do
        if not OF_THE_FRAME[field[1]:lower()] then
            fields[#fields + 1] = field
        end
    end
    local names, seen = varies_by(answers)
    local is_whole = #degraded == 0
    local etag = is_whole and etag_of(answers) or nil
    fields[#fields + 1] = { "Cache-Control", is_whole and cache_control_of(answers, seen) or "no-store" }
    fields[#fields + 1] = #names > 0 and { "Vary", concat(names, ", ") } or nil
    fields[#fields + 1] = etag and { "ETag", etag } or nil
    fields[#fields + 1] = not is_whole and { "Banyan-Degraded", concat(degraded, ", ") } or nil
    return fields, etag
end

-- `found`: the frame's `texts` and between each two of them one of the `targets`; `fragments`: {target = part};
-- `degraded`: the names of what is missing in it.
function _M.page(frame, fragments, found, degraded)
    local pieces, answers, seen = {}, { frame }, {}
    for index, target in ipairs(found.targets) do
        local part = fragments[target]
        pieces[2 * index - 1] = found.texts[index]
        pieces[2 * index] = part.is_there and part.body or ""
        if part.is_there and not seen[part] then
            answers[#answers + 1], seen[part] = part, true
        end
    end
    pieces[#pieces + 1] = found.texts[#found.texts]
    local fields, etag = fields_of(frame, answers, degraded)
    return { status = frame.status, fields = fields, etag = etag, body = concat(pieces) }
end

return _M
