package dev.faultline.chaos.http;

import dev.faultline.chaos.stage.Signal;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The direction of the answers: from the server, or made in its place. */
final class Answers {
  private final HttpMiddle middle;
  private final ArrayDeque<Exchange> exchanges;
  private final Gathered answering = new Gathered();
  private final Outlet toClient = new Outlet();

  private @Nullable Body body;

  /** Whether all passes as it is. */
  private boolean raw;

  /** Whether nothing more reaches the client. */
  private boolean over;

  Answers(HttpMiddle middle, ArrayDeque<Exchange> exchanges) {
    this.middle = middle;
    this.exchanges = exchanges;
  }

  Outlet outlet() {
    return toClient;
  }

  Gathered waiting() {
    return answering;
  }

  void fromServer(Signal signal, long nowNanos) {
    if (over) {
      return;
    }
    if (signal instanceof Signal.Data(ByteBuffer bytes)) {
      if (raw) {
        toClient.add(signal, nowNanos);
      } else {
        answering.add(bytes);
        parse(nowNanos);
      }
      return;
    }
    Exchange head = exchanges.peek();
    if (body != null && body.endsWithConnection()) {
      // Nothing can come behind such a body: the client would take it for a part of it.
      finishLast(nowNanos);
    } else if (answering.size() > 0 && (head == null || !head.replaced())) {
      toClient.add(new Signal.Data(answering.take(answering.size())), nowNanos);
    }
    if (!over) {
      over = true;
      toClient.add(signal, nowNanos);
      middle.serverEnded(nowNanos);
    }
  }

  /** Gives the answers that are made here, as far as it is their turn. */
  void settle(long nowNanos) {
    Exchange head = exchanges.peek();
    while (head != null && !over && !raw) {
      if (head == Exchange.OPAQUE) {
        raw = true;
        flush(nowNanos);
      } else if (!head.forwarded() && head.asked()) {
        exchanges.remove();
        replace(head, nowNanos);
      } else {
        return;
      }
      head = exchanges.peek();
    }
  }

  private void replace(Exchange exchange, long nowNanos) {
    toClient.add(new Signal.Data(exchange.replacement()), nowNanos, exchange.ofHead());
    toClient.whenGone(exchange::over);
    if (exchange.endsConnection()) {
      end(nowNanos, exchange.ofHead());
    }
  }

  private void end(long nowNanos, Pace pace) {
    toClient.add(Signal.CLOSE, nowNanos, pace);
    over = true;
    middle.end();
  }

  private void parse(long nowNanos) {
    try {
      while (!over && !raw && answering.size() > 0 && step(nowNanos)) {
        // One message, or a part of one, at a time.
      }
    } catch (NotHttp e) {
      middle.countNotUnderstood();
      Exchange head = exchanges.peek();
      if (head != null && head.replaced() && head != Exchange.OPAQUE) {
        // Some of the answer that the client is not to see has gone already.
        end(nowNanos, Pace.NONE);
      } else {
        becomeRaw(nowNanos);
      }
    }
  }

  private void becomeRaw(long nowNanos) {
    raw = true;
    flush(nowNanos);
    if (exchanges.stream().allMatch(Exchange::forwarded)) {
      middle.becomeOpaque(nowNanos);
    } else {
      // Nobody knows where this answer ends, and behind it somebody waits for one of ours.
      end(nowNanos, Pace.NONE);
    }
  }

  private void flush(long nowNanos) {
    if (answering.size() > 0) {
      toClient.add(new Signal.Data(answering.take(answering.size())), nowNanos);
    }
  }

  /** False where more has to come first. */
  private boolean step(long nowNanos) throws NotHttp {
    Exchange exchange = exchanges.peek();
    if (exchange == null || !exchange.forwarded()) {
      throw new NotHttp("an answer that nobody has asked for");
    }
    if (body != null) {
      pass(exchange, answering.take(body.measure(answering.view())), nowNanos);
      if (body.done()) {
        finish(nowNanos);
      }
      return true;
    }
    int length = Beginning.headLength(answering, false);
    if (length == 0) {
      return false;
    }
    Head head = Head.parse(answering.view().limit(answering.view().position() + length));
    int status = head.status();
    boolean switched =
        exchange.switches()
            && (status == 101 || (exchange.method().equals("CONNECT") && status / 100 == 2));
    Body next = switched ? Body.none() : head.answerBody(exchange.method(), status);
    ByteBuffer bytes = answering.take(length);
    if (switched) {
      change(exchange, bytes, nowNanos);
    } else if (status < 200) {
      // Also where the answer is replaced: the client may wait for leave to send the body.
      toClient.add(new Signal.Data(bytes), nowNanos);
    } else {
      begin(exchange, head, bytes, next, nowNanos);
    }
    return true;
  }

  /** The client and the server speak something else from now on. */
  private void change(Exchange exchange, ByteBuffer head, long nowNanos) {
    if (exchange.replaced()) {
      exchanges.remove();
      toClient.add(new Signal.Data(exchange.replacement()), nowNanos);
      exchange.over();
      end(nowNanos, Pace.NONE);
      return;
    }
    toClient.add(new Signal.Data(head), nowNanos, exchange.ofHead());
    becomeRaw(nowNanos);
  }

  private void begin(Exchange exchange, Head head, ByteBuffer bytes, Body next, long nowNanos) {
    if (!exchange.replaced()) {
      var changes = exchange.changes(false);
      toClient.add(
          new Signal.Data(changes.isEmpty() ? bytes : head.edited(changes)),
          nowNanos,
          exchange.ofHead());
    }
    body = next;
    if (next.done()) {
      finish(nowNanos);
    }
  }

  private void pass(Exchange exchange, ByteBuffer part, long nowNanos) {
    if (!exchange.replaced()) {
      toClient.add(new Signal.Data(part), nowNanos, exchange.ofBody());
    }
  }

  private Exchange finishLast(long nowNanos) {
    Exchange exchange = exchanges.remove();
    body = null;
    exchange.setAnswered();
    if (exchange.replaced()) {
      replace(exchange, nowNanos);
    } else {
      toClient.whenGone(exchange::over);
    }
    return exchange;
  }

  private void finish(long nowNanos) {
    Exchange exchange = finishLast(nowNanos);
    if (exchange.switches()) {
      middle.decided();
    }
    settle(nowNanos);
    middle.goOn(nowNanos);
  }
}
