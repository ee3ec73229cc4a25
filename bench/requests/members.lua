-- Requests of a members' client. Arguments: what to ask (register, login, me, page, upload), the path, and a number:
-- where new phones begin, or how many members there are; a token for `me`.
-- Only answers that say yes count; the others are told at the end as "refused".

local threads, kinds = {}, {}
local asked, path, wanted, number, token, first

local JSON = { ["Content-Type"] = "application/json" }
local PASSWORD = '","password":"demo123456"'

function setup(thread)
    table.insert(threads, thread)
end

function init(arguments)
    asked, path, number, token = arguments[1], arguments[2], tonumber(arguments[3]), arguments[4]
    first, refused = 0, 0
    wanted = asked == "page" and "<h1" or (asked == "upload" and "imageUrl" or '"code":0')
end

local function next_member()
    first = (first + 1) % number
    return string.format("138%08d", first)
end

function kinds.register()
    number = number + 1
    return wrk.format("POST", path, JSON, string.format('{"phone":"13%09d', number) .. PASSWORD .. ',"code":"123456"}')
end

function kinds.login()
    return wrk.format("POST", path, JSON, '{"phone":"' .. next_member() .. PASSWORD .. "}")
end

-- Of those who were registered without a hash.
function kinds.plain()
    return wrk.format("POST", path, JSON, '{"phone":"' .. next_member():gsub("^138", "137") .. PASSWORD .. "}")
end

function kinds.page()
    return wrk.format("GET", path .. "?phone=" .. next_member() .. "&password=demo123456")
end

function kinds.me()
    return wrk.format("GET", path, { Authorization = "Bearer " .. token })
end

local PIXEL = ("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    .. "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"):gsub("..", function(pair)
    return string.char(tonumber(pair, 16))
end)
local FILE = '--bench\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\n\r\n'
local FORM = { ["Content-Type"] = "multipart/form-data; boundary=bench" }

-- 100 KB that nobody has sent before.
function kinds.upload()
    number = number + 1
    local content = PIXEL .. string.format("%016d", number) .. string.rep("x", 100000)
    return wrk.format("POST", path, FORM, FILE .. content .. "\r\n--bench--\r\n")
end

function request()
    return kinds[asked]()
end

function response(status, _, body)
    if status ~= 200 or not body:find(wanted, 1, true) then
        refused = refused + 1
    end
end

function done()
    local sum = 0
    for _, thread in ipairs(threads) do
        sum = sum + thread:get("refused")
    end
    print("refused: " .. sum)
end
