package dev.faultline.chaos.http;

import dev.faultline.chaos.toxic.HttpFault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request and what becomes of its answer. */
final class Exchange {
  /** Stands for all that comes behind something that is no request. */
  static final Exchange OPAQUE = new Exchange("", true, false, List.of());

  private final String method;
  private final boolean persistent;
  private final boolean switches;
  private final List<Striking> striking;

  /** Whether all of the request has come. */
  private boolean asked;

  private boolean answered;
  private boolean closesEarly;

  /**
   * One whose request has begun.
   *
   * @param persistent whether the connection goes on after it
   * @param switches whether the client wants to speak something else after it
   */
  Exchange(String method, boolean persistent, boolean switches, List<Striking> striking) {
    this.method = method;
    this.persistent = persistent;
    this.switches = switches;
    this.striking = List.copyOf(striking);
  }

  String method() {
    return method;
  }

  boolean switches() {
    return switches;
  }

  boolean asked() {
    return asked;
  }

  void setAsked() {
    asked = true;
  }

  boolean answered() {
    return answered;
  }

  void setAnswered() {
    answered = true;
  }

  /** The client waits for leave to send the body, and gets an answer instead. */
  void closeEarly() {
    closesEarly = true;
    asked = true;
  }

  /** The first fault that takes the place of the answer. */
  private @Nullable Striking replacing() {
    for (Striking one : striking) {
      if (one.fault() instanceof HttpFault.Status
          || one.fault() instanceof HttpFault.Empty
          || one.fault() instanceof HttpFault.Garble) {
        return one;
      }
    }
    return null;
  }

  boolean replaced() {
    return replacing() != null;
  }

  /** Whether the server gets the request. */
  boolean forwarded() {
    Striking one = replacing();
    return one == null
        || switch (one.fault()) {
          case HttpFault.Status status -> status.forward();
          case HttpFault.Empty empty -> empty.forward();
          case HttpFault.Garble garble -> garble.forward();
          case HttpFault.Headers headers -> true;
          case HttpFault.Delay delay -> true;
          case HttpFault.Dribble dribble -> true;
        };
  }

  /** What the client gets in place of the server's answer. */
  ByteBuffer replacement() {
    Striking one = replacing();
    if (one == null) {
      throw new AssertionError("nothing takes the place of this answer");
    }
    return switch (one.fault()) {
      case HttpFault.Status status -> answer(status);
      case HttpFault.Garble garble -> {
        byte[] bytes = new byte[(int) garble.bytes()];
        one.random().nextBytes(bytes);
        yield ByteBuffer.wrap(bytes);
      }
      case HttpFault.Empty empty -> ByteBuffer.allocate(0);
      case HttpFault.Headers headers -> throw new AssertionError();
      case HttpFault.Delay delay -> throw new AssertionError();
      case HttpFault.Dribble dribble -> throw new AssertionError();
    };
  }

  /** Whether the connection ends behind what takes the place of the answer. */
  boolean endsConnection() {
    Striking one = replacing();
    return one != null
        && (!(one.fault() instanceof HttpFault.Status) || !persistent || closesEarly);
  }

  private ByteBuffer answer(HttpFault.Status fault) {
    byte[] body = fault.body().getBytes(StandardCharsets.UTF_8);
    boolean bodiless = fault.status() == 204 || fault.status() == 304;
    StringBuilder head = new StringBuilder("HTTP/1.1 ").append(fault.status()).append(" Fault\r\n");
    if (!bodiless) {
      head.append("Content-Type: text/plain; charset=utf-8\r\nContent-Length: ")
          .append(body.length)
          .append("\r\n");
    }
    if (endsConnection()) {
      head.append("Connection: close\r\n");
    }
    byte[] text = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    boolean shown = !bodiless && !method.equals("HEAD");
    ByteBuffer whole = ByteBuffer.allocate(text.length + (shown ? body.length : 0)).put(text);
    if (shown) {
      whole.put(body);
    }
    return whole.flip();
  }

  List<HttpFault.Headers> changes(boolean ofRequest) {
    return striking.stream()
        .map(Striking::fault)
        .filter(HttpFault.Headers.class::isInstance)
        .map(HttpFault.Headers.class::cast)
        .filter(change -> change.ofRequest() == ofRequest)
        .toList();
  }

  long delayMillis() {
    long sum = 0;
    for (Striking one : striking) {
      if (one.fault() instanceof HttpFault.Delay(var match, long delayMillis)) {
        sum = Math.min(sum + Math.min(delayMillis, LONGEST_MILLIS), LONGEST_MILLIS);
      }
    }
    return sum;
  }

  private static final long LONGEST_MILLIS = Long.MAX_VALUE / 4_000_000;

  Optional<HttpFault.Dribble> dribble() {
    return striking.stream()
        .map(Striking::fault)
        .filter(HttpFault.Dribble.class::isInstance)
        .map(HttpFault.Dribble.class::cast)
        .findFirst();
  }

  /** It has been answered, or never will be. */
  void over() {
    striking.forEach(one -> one.over().run());
  }
}
