package dev.faultline.chaos.toxic;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** A fault of single HTTP/1.1 requests and their responses. Instances are immutable. */
public sealed interface HttpFault extends Toxic {
  /** Which requests it affects. */
  RequestMatch match();

  /**
   * The client gets this response instead of the server's.
   *
   * @param status from 200 to 599
   * @param body as text
   * @param forward whether the server still gets the request, and so carries it out although the
   *     client is told otherwise
   */
  record Status(RequestMatch match, long status, String body, boolean forward)
      implements HttpFault {
    private static final int LONGEST = 1 << 20;

    public Status {
      if (status < 200 || status > 599) {
        throw new AttributeException("status", status, "200 to 599");
      }
      if (body.length() > LONGEST) {
        throw new AttributeException("body", "a text of " + body.length(), "at most 1048576");
      }
    }

    @Override
    public String type() {
      return "http_status";
    }
  }

  /**
   * Sets and removes headers.
   *
   * @param ofRequest whether to change the request's headers; otherwise the response's
   * @param set as {@code Name: value}
   * @param remove names
   */
  record Headers(RequestMatch match, boolean ofRequest, List<String> set, List<String> remove)
      implements HttpFault {
    private static final Pattern LINE =
        Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}:[\\t -~\\x80-\\xff]{0,4000}");
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}");
    private static final int MOST = 100;

    /** What says where a message ends; changing it would mix up messages. */
    private static final Set<String> FRAMING =
        Set.of("content-length", "transfer-encoding", "connection", "upgrade", "expect", "trailer");

    public Headers {
      set = List.copyOf(set);
      remove = List.copyOf(remove);
      if (set.size() > MOST || remove.size() > MOST) {
        throw new AttributeException("set", "a list of " + set.size(), "at most 100");
      }
      for (String line : set) {
        if (!LINE.matcher(line).matches()) {
          throw new AttributeException("set", "'" + line + "'", "'Name: value'");
        }
        refuseFraming("set", line.substring(0, line.indexOf(':')));
      }
      for (String name : remove) {
        if (!NAME.matcher(name).matches()) {
          throw new AttributeException("remove", "'" + name + "'", "the name of a header");
        }
        refuseFraming("remove", name);
      }
    }

    private static void refuseFraming(String attribute, String name) {
      if (FRAMING.contains(name.toLowerCase(Locale.ROOT))) {
        throw new AttributeException(
            attribute, "'" + name + "'", "a header that does not say where a message ends");
      }
    }

    @Override
    public String type() {
      return "http_headers";
    }
  }

  /**
   * The response is delayed.
   *
   * @param delayMillis how long
   */
  record Delay(RequestMatch match, long delayMillis) implements HttpFault {
    public Delay {
      Attributes.notNegative(delayMillis, "delay");
    }

    @Override
    public String type() {
      return "http_delay";
    }
  }

  /**
   * The connection closes instead of a response.
   *
   * @param forward whether the server still gets the request
   */
  record Empty(RequestMatch match, boolean forward) implements HttpFault {
    @Override
    public String type() {
      return "http_empty";
    }
  }

  /**
   * The client gets random bytes instead of a response, and then the end of the connection.
   *
   * @param bytes how many
   * @param forward whether the server still gets the request
   */
  record Garble(RequestMatch match, long bytes, boolean forward) implements HttpFault {
    /** How many at most. */
    public static final long MOST = 1 << 20;

    public Garble {
      if (bytes < 1 || bytes > MOST) {
        throw new AttributeException("bytes", bytes, "1 to " + MOST);
      }
    }

    @Override
    public String type() {
      return "http_garble";
    }
  }

  /**
   * The body of the response arrives in small pieces.
   *
   * @param bytes how many are in a piece
   * @param delayMillis the delay between pieces
   */
  record Dribble(RequestMatch match, long bytes, long delayMillis) implements HttpFault {
    public Dribble {
      Attributes.positive(bytes, "bytes");
      Attributes.notNegative(delayMillis, "delay");
    }

    @Override
    public String type() {
      return "http_dribble";
    }
  }
}
