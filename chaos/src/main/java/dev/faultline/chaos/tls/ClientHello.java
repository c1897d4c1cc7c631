package dev.faultline.chaos.tls;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Reads the server name from the first message of a TLS client (RFC 8446, section 4.1.2; RFC 6066,
 * section 3). The message may arrive in any number of records and pieces.
 */
public final class ClientHello {
  /** How many bytes are examined before the client counts as not speaking TLS. */
  public static final int LONGEST = 16 << 10;

  private static final int HANDSHAKE = 22;
  private static final int CLIENT_HELLO = 1;
  private static final int RECORD_MOST = 1 << 14;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_*]([A-Za-z0-9._-]{0,252})");

  /** A fatal alert, unrecognized_name (RFC 6066). */
  private static final byte[] UNRECOGNIZED = {21, 3, 3, 0, 2, 2, 112};

  /** The result of reading the bytes so far. */
  public sealed interface Outcome {
    /** The start of a ClientHello; more bytes are needed. */
    record More() implements Outcome {}

    /** A client that asks for the server of this name, in lower case. */
    record Name(String host) implements Outcome {}

    /** A client that names no server. */
    record NoName() implements Outcome {}

    /** Not a ClientHello, or longer than the limit. */
    record NotTls() implements Outcome {}
  }

  private ClientHello() {}

  /** The alert for a client that asks for a name without a route. */
  public static ByteBuffer unrecognizedName() {
    return ByteBuffer.wrap(UNRECOGNIZED.clone());
  }

  /** Reads all bytes of a client so far, from the position to the limit. */
  public static Outcome read(ByteBuffer bytes) {
    ByteBuffer in = bytes.duplicate();
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    boolean whole = false;
    while (!whole && in.remaining() >= 1) {
      if (in.get(in.position()) != HANDSHAKE) {
        return new Outcome.NotTls();
      }
      if (in.remaining() < 5) {
        break;
      }
      int major = in.get(in.position() + 1);
      int length = in.getShort(in.position() + 3) & 0xffff;
      if (major != 3 || length == 0 || length > RECORD_MOST) {
        return new Outcome.NotTls();
      }
      in.position(in.position() + 5);
      int here = Math.min(length, in.remaining());
      byte[] part = new byte[here];
      in.get(part);
      message.write(part, 0, here);
      byte[] first = message.toByteArray();
      if (first.length > 0 && first[0] != CLIENT_HELLO) {
        return new Outcome.NotTls();
      }
      whole = first.length >= 4 && first.length >= 4 + lengthOf(first);
      if (here < length && !whole) {
        break;
      }
    }
    if (whole) {
      byte[] all = message.toByteArray();
      return name(ByteBuffer.wrap(all, 4, lengthOf(all)));
    }
    return bytes.remaining() >= LONGEST ? new Outcome.NotTls() : new Outcome.More();
  }

  private static int lengthOf(byte[] message) {
    return (message[1] & 0xff) << 16 | (message[2] & 0xff) << 8 | (message[3] & 0xff);
  }

  private static Outcome name(ByteBuffer hello) {
    try {
      take(hello, 2 + 32);
      take(hello, hello.get() & 0xff);
      take(hello, hello.getShort() & 0xffff);
      take(hello, hello.get() & 0xff);
      if (!hello.hasRemaining()) {
        return new Outcome.NoName();
      }
      ByteBuffer extensions = take(hello, hello.getShort() & 0xffff);
      while (extensions.hasRemaining()) {
        int type = extensions.getShort() & 0xffff;
        ByteBuffer content = take(extensions, extensions.getShort() & 0xffff);
        if (type == 0) {
          return hostName(content);
        }
      }
      return new Outcome.NoName();
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return new Outcome.NotTls();
    }
  }

  private static Outcome hostName(ByteBuffer extension) {
    ByteBuffer names = take(extension, extension.getShort() & 0xffff);
    while (names.hasRemaining()) {
      int type = names.get();
      ByteBuffer name = take(names, names.getShort() & 0xffff);
      if (type == 0) {
        String host = StandardCharsets.ISO_8859_1.decode(name).toString();
        if (host.endsWith(".")) {
          host = host.substring(0, host.length() - 1);
        }
        return NAME.matcher(host).matches()
            ? new Outcome.Name(host.toLowerCase(Locale.ROOT))
            : new Outcome.NotTls();
      }
    }
    return new Outcome.NoName();
  }

  private static ByteBuffer take(ByteBuffer from, int length) {
    if (length > from.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer taken = from.slice(from.position(), length);
    from.position(from.position() + length);
    return taken;
  }
}
