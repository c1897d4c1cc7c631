package dev.faultline.chaos.http;

import dev.faultline.chaos.stage.Signal;
import dev.faultline.chaos.stage.Stage;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the two directions of a connection that carries HTTP/1.1: it finds requests and
 * their answers, and does to them what the faults say. Answers keep the order of their requests.
 * What is not understood passes as it is from then on, in both directions. A single-owner state
 * machine: what it does depends on its calls alone.
 */
public final class HttpMiddle {
  /** A client that asks more without reading answers has to wait. */
  private static final int EXCHANGES_MOST = 1_000;

  private final Faults faults;
  private final ArrayDeque<Exchange> exchanges = new ArrayDeque<>();
  private final Gathered asking = new Gathered();
  private final Outlet toServer = new Outlet();
  private final Answers answers;
  private final Stage upstream = new Direction(true);
  private final Stage downstream = new Direction(false);

  private @Nullable Exchange sending;
  private @Nullable Body requestBody;
  private @Nullable Signal clientEnd;
  private long requests;
  private boolean opaque;
  private boolean counted;

  /** Whether what the client sends next depends on an answer. */
  private boolean undecided;

  /** Whether what the client sends can be no request, and its last answer ends the connection. */
  private boolean dropping;

  /** Whether the connection ends with an answer that is on its way. */
  private boolean over;

  /** For a connection that begins. */
  public HttpMiddle(Faults faults) {
    this.faults = faults;
    answers = new Answers(this, exchanges);
  }

  /** What stands in the way of the client's bytes. */
  public Stage upstream() {
    return upstream;
  }

  /** What stands in the way of the server's bytes. */
  public Stage downstream() {
    return downstream;
  }

  /** Answers that wait, and those to come, wait as the toxics say now. */
  private void retime(long nowNanos) {
    exchanges.forEach(exchange -> exchange.refresh(nowNanos));
    answers.outlet().retime(nowNanos);
  }

  /** The connection is over: whoever waits for a request to end need not any more. */
  public void release() {
    releaseExchanges();
    answers.outlet().release();
  }

  private void releaseExchanges() {
    exchanges.forEach(Exchange::over);
    exchanges.clear();
  }

  private void fromClient(Signal signal, long nowNanos) {
    if ((over || dropping) && signal instanceof Signal.Data) {
      return;
    }
    switch (signal) {
      case Signal.Data(ByteBuffer bytes) -> {
        if (opaque) {
          toServer.add(signal, nowNanos);
          return;
        }
        asking.add(bytes);
      }
      case Signal.End end -> clientEnd = end;
      case Signal.Reset reset -> clientEnd = reset;
      case Signal.Close close -> clientEnd = close;
    }
    goOn(nowNanos);
  }

  /** Deals with what the client has sent, as far as it can be. */
  void goOn(long nowNanos) {
    try {
      while (!over && !opaque && asking.size() > 0 && !waits() && step(nowNanos)) {
        // One message, or a part of one, at a time.
      }
    } catch (NotHttp e) {
      requestNotUnderstood(nowNanos);
    }
    if (clientEnd != null && (over || opaque || !waits() || clientEnd instanceof Signal.Reset)) {
      if (asking.size() > 0 && (sending == null || sending.forwarded())) {
        toServer.add(new Signal.Data(asking.take(asking.size())), nowNanos);
      }
      toServer.add(clientEnd, nowNanos);
      clientEnd = null;
    }
  }

  private boolean waits() {
    return undecided || exchanges.size() >= EXCHANGES_MOST;
  }

  /** False where more has to come first. */
  private boolean step(long nowNanos) throws NotHttp {
    if (requestBody != null && sending != null) {
      int length = requestBody.measure(asking.view());
      ByteBuffer part = asking.take(length);
      if (sending.forwarded()) {
        toServer.add(new Signal.Data(part), nowNanos);
      }
      if (requestBody.done()) {
        finishRequest(nowNanos);
      }
      return true;
    }
    if (asking.at(0) == '\r') {
      // An empty line before a request means nothing (RFC 9112, section 2.2).
      if (asking.size() < 2) {
        return false;
      }
      if (asking.at(1) != '\n') {
        throw new NotHttp("a line");
      }
      toServer.add(new Signal.Data(asking.take(2)), nowNanos);
      return true;
    }
    int length = Beginning.headLength(asking, true);
    if (length == 0) {
      return false;
    }
    begin(Head.parse(asking.view().limit(asking.view().position() + length)), length, nowNanos);
    return true;
  }

  private void begin(Head head, int length, long nowNanos) throws NotHttp {
    Head.Request request = head.request();
    Body body = head.requestBody();
    boolean tunnel = request.method().equals("CONNECT");
    boolean upgrade = !head.values("Upgrade").isEmpty() && head.lists("Connection", "upgrade");
    boolean persistent =
        request.persistent()
            ? !head.lists("Connection", "close")
            : head.lists("Connection", "keep-alive");
    faults.counted();
    List<Striking> striking =
        faults.of(++requests, request.method(), request.path(), head.headers(), nowNanos);
    Exchange exchange = new Exchange(request.method(), persistent, tunnel || upgrade, striking);
    ByteBuffer raw = asking.take(length);
    exchanges.add(exchange);
    sending = exchange;
    requestBody = body;
    if (exchange.forwarded()) {
      var changes = exchange.changes(true);
      toServer.add(new Signal.Data(changes.isEmpty() ? raw : head.edited(changes)), nowNanos);
    } else if (head.lists("Expect", "100-continue") && !body.done()) {
      // Whether the body comes is the client's to decide: behind the answer nothing is certain.
      exchange.closeEarly();
      answers.settle(nowNanos);
      return;
    }
    if (body.done()) {
      finishRequest(nowNanos);
    }
  }

  private void finishRequest(long nowNanos) {
    Exchange exchange = sending;
    sending = null;
    requestBody = null;
    if (exchange != null) {
      exchange.setAsked();
      undecided = exchange.switches() && exchange.forwarded() && !exchange.answered();
      answers.settle(nowNanos);
    }
  }

  private void requestNotUnderstood(long nowNanos) {
    countNotUnderstood();
    if (sending != null && !sending.forwarded()) {
      // The server knows nothing of this request: the client gets its answer and then the end.
      sending.closeEarly();
      sending = null;
      requestBody = null;
      dropping = true;
      asking.take(asking.size());
      answers.settle(nowNanos);
      return;
    }
    exchanges.add(Exchange.OPAQUE);
    opaque = true;
    toServer.add(new Signal.Data(asking.take(asking.size())), nowNanos);
    answers.settle(nowNanos);
  }

  /** The answer to a request that might have changed the protocol is there: it did not. */
  void decided() {
    undecided = false;
  }

  /** No answer comes any more, so nothing waits for one: what the client sends passes as it is. */
  void serverEnded(long nowNanos) {
    becomeOpaque(nowNanos);
  }

  /** All that comes now, in both directions, is no HTTP. */
  void becomeOpaque(long nowNanos) {
    releaseExchanges();
    undecided = false;
    opaque = true;
    if (sending != null && !sending.forwarded()) {
      // The server does not know the request, and would take the rest of its body for another.
      dropping = true;
      asking.take(asking.size());
    }
    sending = null;
    requestBody = null;
    if (asking.size() > 0) {
      toServer.add(new Signal.Data(asking.take(asking.size())), nowNanos);
    }
    goOn(nowNanos);
  }

  /** Once for a connection. */
  void countNotUnderstood() {
    if (!counted) {
      counted = true;
      faults.notUnderstood();
    }
  }

  /** An answer ends the connection: what else the client sends is for nobody. */
  void end() {
    releaseExchanges();
    over = true;
    asking.take(asking.size());
  }

  /** One of the two directions, as a stage. */
  private final class Direction implements Stage {
    private final boolean ofClient;

    Direction(boolean ofClient) {
      this.ofClient = ofClient;
    }

    private Outlet outlet() {
      return ofClient ? toServer : answers.outlet();
    }

    private Gathered waiting() {
      return ofClient ? asking : answers.waiting();
    }

    @Override
    public void offer(Signal signal, long nowNanos) {
      if (ofClient) {
        fromClient(signal, nowNanos);
      } else {
        answers.fromServer(signal, nowNanos);
      }
    }

    @Override
    public @Nullable Signal poll(long nowNanos) {
      return outlet().poll(nowNanos);
    }

    @Override
    public long deadlineNanos() {
      return outlet().deadlineNanos();
    }

    @Override
    public long heldBytes() {
      return outlet().bytes() + waiting().size();
    }

    @Override
    public long heldMemory() {
      return outlet().memory() + waiting().size();
    }

    @Override
    public void toxicsChanged(long nowNanos) {
      if (!ofClient) {
        retime(nowNanos);
      }
    }

    @Override
    public List<Signal> drain() {
      return outlet().drain();
    }
  }
}
