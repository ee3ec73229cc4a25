-- Entries as they are kept where other gateways read them: `banyan1 <checksum> <length of the record>`, a line feed,
-- the record in JSON, the body. Whatever else is found there is nothing.

local cjson = require("cjson.safe")

local _M = {}

local crc32, find, match, sub = ngx.crc32_long, string.find, string.match, string.sub

-- To be raised when an entry's fields change their meaning.
local VERSION = "banyan1"

-- `record`: {key, entry, asked, ends}. `key` is all that it is found by, in words; `asked` and `ends`: when it was
-- asked for, and until when it is kept.
function _M.encode(record, body)
    record.size = #body
    local text = cjson.encode(record)
    return ("%s %08x %d\n%s%s"):format(VERSION, crc32(text), #text, text, body)
end

-- The record with its `body`; nil if it is none of this key.
function _M.decode(value, key)
    local version, checksum, length, at = match(value, "^(%w+) (%x+) (%d+)\n()")
    if version ~= VERSION then
        return nil
    end
    local text = sub(value, at, at + length - 1)
    local record = ("%08x"):format(crc32(text)) == checksum and cjson.decode(text)
    if not record or record.key ~= key or #value ~= at - 1 + length + record.size then
        return nil
    end
    record.body = sub(value, at + length)
    local entry = record.entry
    entry.size = record.size
    -- What somebody else has thought of it, and where he has it.
    entry.allowed_at, entry.told_at, entry.told, entry.body_id, entry.id = nil, nil, nil, nil, nil
    return record
end

-- The index of an address whose answers vary: a generation, and the fields' names.
function _M.encode_index(generation, names)
    return "V" .. generation .. ";" .. table.concat(names, ",")
end

-- Both, the names in one line; nil if it is no index.
function _M.decode_index(value)
    if not find(value, "^V%x+;[^%c]+$") then
        return nil
    end
    return match(value, "^V(%x+);(.*)$")
end

return _M
