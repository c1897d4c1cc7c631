package dev.faultline.chaos.http;

import dev.faultline.chaos.toxic.HttpFault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The first line of a message and its headers (RFC 9112, sections 2 to 5), read strictly: what
 * others may read in another way is no message here.
 *
 * @param line the first line
 * @param headers in their order
 */
record Head(String line, List<Map.Entry<String, String>> headers) {
  /** The longest head that is looked at. */
  static final int LONGEST = 64 << 10;

  private static final Pattern REQUEST =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}) ([!-~]+) HTTP/1\\.([01])");
  private static final Pattern STATUS =
      Pattern.compile("HTTP/1\\.([01]) ([1-9][0-9]{2})( [\\t -~\\x80-\\xff]*)?");
  private static final Pattern HEADER =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*([\\t -~\\x80-\\xff]*)");
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

  Head {
    headers = List.copyOf(headers);
  }

  /** A request's method, target, and whether it is of HTTP/1.1. */
  record Request(String method, String target, boolean persistent) {
    /** The path without the query. */
    String path() {
      String path = target;
      if (!path.startsWith("/")) {
        int authority = path.indexOf("://");
        int slash = authority < 0 ? -1 : path.indexOf('/', authority + 3);
        path = slash < 0 ? path : path.substring(slash);
      }
      int query = path.indexOf('?');
      return query < 0 ? path : path.substring(0, query);
    }
  }

  static Head parse(ByteBuffer bytes) throws NotHttp {
    String text = StandardCharsets.ISO_8859_1.decode(bytes).toString();
    String[] lines = text.substring(0, text.length() - 4).split("\r\n", -1);
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      Matcher header = HEADER.matcher(lines[i]);
      if (!header.matches()) {
        throw new NotHttp("a header");
      }
      headers.add(Map.entry(header.group(1), header.group(2).strip()));
    }
    return new Head(lines[0], headers);
  }

  Request request() throws NotHttp {
    Matcher matcher = REQUEST.matcher(line);
    if (!matcher.matches()) {
      throw new NotHttp("a request line");
    }
    return new Request(matcher.group(1), matcher.group(2), matcher.group(3).equals("1"));
  }

  int status() throws NotHttp {
    Matcher matcher = STATUS.matcher(line);
    if (!matcher.matches()) {
      throw new NotHttp("a status line");
    }
    return Integer.parseInt(matcher.group(2));
  }

  List<String> values(String name) {
    return headers.stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** Whether a list such as Connection's has this word. */
  boolean lists(String name, String word) {
    for (String value : values(name)) {
      for (String part : value.split(",", -1)) {
        if (part.strip().equalsIgnoreCase(word)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The body of a request (RFC 9112, section 6.3). */
  Body requestBody() throws NotHttp {
    Body body = declared();
    return body == null ? Body.none() : body;
  }

  /** The body of an answer to a request of this method (RFC 9112, section 6.3). */
  Body answerBody(String method, int status) throws NotHttp {
    Body body = declared();
    if (method.equals("HEAD") || status < 200 || status == 204 || status == 304) {
      return Body.none();
    }
    return body == null ? Body.untilEnd() : body;
  }

  private @Nullable Body declared() throws NotHttp {
    List<String> encodings = values("Transfer-Encoding");
    List<String> lengths = values("Content-Length");
    if (!encodings.isEmpty()) {
      // Together they are how requests are smuggled; other codings are not known here.
      if (!lengths.isEmpty()
          || encodings.size() > 1
          || !encodings.getFirst().equalsIgnoreCase("chunked")
          || line.endsWith("HTTP/1.0")
          || line.startsWith("HTTP/1.0")) {
        throw new NotHttp("a transfer encoding");
      }
      return Body.chunked();
    }
    if (lengths.isEmpty()) {
      return null;
    }
    if (lengths.size() > 1 || !DIGITS.matcher(lengths.getFirst()).matches()) {
      throw new NotHttp("a length");
    }
    return Body.ofLength(Long.parseLong(lengths.getFirst()));
  }

  /** As it goes on, with these changes. */
  ByteBuffer edited(List<HttpFault.Headers> changes) {
    List<Map.Entry<String, String>> now = new ArrayList<>(headers);
    for (HttpFault.Headers change : changes) {
      for (String name : change.remove()) {
        now.removeIf(header -> header.getKey().equalsIgnoreCase(name));
      }
      for (String set : change.set()) {
        int colon = set.indexOf(':');
        String name = set.substring(0, colon);
        now.removeIf(header -> header.getKey().equalsIgnoreCase(name));
        now.add(Map.entry(name, set.substring(colon + 1).strip()));
      }
    }
    StringBuilder text = new StringBuilder(line).append("\r\n");
    now.forEach(header ->
        text.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n"));
    return ByteBuffer.wrap(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
  }
}
