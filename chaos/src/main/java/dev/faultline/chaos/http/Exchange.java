package dev.faultline.chaos.http;

import dev.faultline.chaos.toxic.HttpFault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request and what becomes of its answer. */
final class Exchange {
  /** Stands for all that comes behind something that is no request. */
  static final Exchange OPAQUE = new Exchange("", true, false, List.of());

  private static final long LONGEST_NANOS = Long.MAX_VALUE / 4;

  private final String method;
  private final boolean persistent;
  private final boolean switches;
  private final List<Striking> striking;
  private final Pace ofHead;
  private final Pace ofBody;
  private long delayNanos;
  private long dropBytes;
  private long betweenNanos;

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
    ofHead = striking.isEmpty() ? Pace.NONE : new HeadPace();
    ofBody = striking.isEmpty() ? Pace.NONE : new BodyPace();
    setPace(striking.stream().map(Striking::fault).toList());
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

  /** Of what its answer begins with. */
  Pace ofHead() {
    return ofHead;
  }

  /** Of all that comes behind that. */
  Pace ofBody() {
    return ofBody;
  }

  /**
   * What the toxics are at a moment says how long the answer waits, also where it waits already.
   */
  void refresh(long nowNanos) {
    List<HttpFault> faults = new ArrayList<>();
    for (Striking one : striking) {
      HttpFault now = one.current().apply(nowNanos);
      if (now != null) {
        faults.add(now);
      }
    }
    setPace(faults);
  }

  private void setPace(List<HttpFault> faults) {
    delayNanos = 0;
    dropBytes = 0;
    betweenNanos = 0;
    for (HttpFault fault : faults) {
      if (fault instanceof HttpFault.Delay delay) {
        delayNanos = Math.min(delayNanos + nanos(delay.delayMillis()), LONGEST_NANOS);
      } else if (fault instanceof HttpFault.Dribble dribble && dropBytes == 0) {
        dropBytes = dribble.bytes();
        betweenNanos = nanos(dribble.delayMillis());
      }
    }
  }

  private static long nanos(long millis) {
    return Math.min(millis, LONGEST_NANOS / 1_000_000) * 1_000_000;
  }

  /** What the head waits for. */
  private final class HeadPace implements Pace {
    @Override
    public long delayNanos() {
      return delayNanos;
    }

    @Override
    public void refresh(long nowNanos) {
      Exchange.this.refresh(nowNanos);
    }
  }

  /** The drops of the body. */
  private final class BodyPace implements Pace {
    @Override
    public long dropBytes() {
      return dropBytes;
    }

    @Override
    public long betweenNanos() {
      return betweenNanos;
    }

    @Override
    public void refresh(long nowNanos) {
      Exchange.this.refresh(nowNanos);
    }
  }

  /** It has been answered, or never will be. */
  void over() {
    striking.forEach(one -> one.over().run());
  }
}
