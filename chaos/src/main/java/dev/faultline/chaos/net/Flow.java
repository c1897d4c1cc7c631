package dev.faultline.chaos.net;

import dev.faultline.chaos.stage.Signal;
import dev.faultline.chaos.stage.Stage;
import dev.faultline.chaos.toxic.Direction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.ArrayDeque;

/**
 * One direction of a connection: from one socket, through the toxics, to the other. Bytes that no
 * toxic wants go from socket to socket by the loop's own buffer.
 */
final class Flow extends Alarm {
  /** How much is read at a time where toxics have to keep it. */
  private static final int CHUNK_BYTES = 64 << 10;

  private final Relay relay;
  private final Side from;
  private final Side to;
  private final Traffic traffic;
  private final Chain chain;
  private final ArrayDeque<Signal> out = new ArrayDeque<>();
  private long outBytes;
  private long budgeted;
  private boolean ended;
  private boolean finished;

  Flow(Relay relay, Direction direction, Side from, Side to, Traffic traffic, long order) {
    super(order);
    this.relay = relay;
    this.from = from;
    this.to = to;
    this.traffic = traffic;
    chain = new Chain(relay, direction, this::emit);
  }

  /** The toxics at work here. */
  Chain chain() {
    return chain;
  }

  /** Whether the end of the data has reached the receiver. */
  boolean finished() {
    return finished;
  }

  /** Looks at the proxy's toxics again. */
  void reconfigure(long nowNanos) throws IOException {
    chain.reconfigure(nowNanos);
    pump(nowNanos);
  }

  void read(long nowNanos) throws IOException {
    ByteBuffer buffer = relay.loop().buffer();
    boolean straight = chain.isEmpty() && out.isEmpty();
    if (!straight) {
      buffer.limit(CHUNK_BYTES);
    }
    int count = from.read(buffer);
    if (count < 0) {
      ended = true;
      chain.offer(Signal.END, nowNanos);
      pump(nowNanos);
      return;
    }
    if (count == 0) {
      return;
    }
    traffic.received().add(count);
    buffer.flip();
    if (straight) {
      traffic.sent().add(to.write(buffer));
      if (!buffer.hasRemaining()) {
        return;
      }
    }
    chain.offer(new Signal.Data(copyOf(buffer)), nowNanos);
    pump(nowNanos);
  }

  /** Takes what was read before the connection was open. */
  void feed(ByteBuffer early, long nowNanos) throws IOException {
    traffic.received().add(early.remaining());
    chain.offer(new Signal.Data(early), nowNanos);
    pump(nowNanos);
  }

  private static ByteBuffer copyOf(ByteBuffer buffer) {
    ByteBuffer copy = ByteBuffer.allocate(buffer.remaining());
    copy.put(buffer).flip();
    return copy;
  }

  private void emit(Signal signal) {
    out.add(signal);
    if (signal instanceof Signal.Data(ByteBuffer bytes)) {
      outBytes += bytes.remaining();
    }
  }

  @Override
  void ring(long nowNanos) {
    relay.guarded(() -> pump(nowNanos));
  }

  /** Moves on all that may move on now, and sees to it that the rest is looked at in time. */
  void pump(long nowNanos) throws IOException {
    boolean open = flush();
    while (open && chain.advance(nowNanos)) {
      open = flush();
    }
    if (!relay.isClosed() && !out.isEmpty() && chain.endsAtNanos() <= nowNanos) {
      // The receiver takes nothing, and would hold up the end for as long as it likes.
      end(chain.ending(nowNanos));
    }
    if (relay.isClosed()) {
      return;
    }
    if (ended && !finished && out.isEmpty() && chain.heldBytes() == 0 && chain.swallowsAll()) {
      finished = true;
      relay.oneFinished();
      if (relay.isClosed()) {
        return;
      }
    }
    account();
    boolean mayRead = !ended && out.isEmpty() && relay.budget().mayRead(chain.heldBytes());
    from.want(SelectionKey.OP_READ, mayRead);
    relay.loop().wakeAt(this, out.isEmpty() ? chain.deadlineNanos() : chain.endsAtNanos());
  }

  private void end(Signal ending) {
    if (ending instanceof Signal.Reset) {
      relay.reset();
    } else {
      relay.close();
    }
  }

  /**
   * Writes what waits for the receiver; false where it takes no more, or the connection is over.
   */
  private boolean flush() throws IOException {
    for (Signal head = out.peek(); head != null; head = out.peek()) {
      switch (head) {
        case Signal.Data(ByteBuffer bytes) -> {
          int count = to.write(bytes);
          traffic.sent().add(count);
          outBytes -= count;
          if (bytes.hasRemaining()) {
            to.want(SelectionKey.OP_WRITE, true);
            return false;
          }
        }
        case Signal.End end -> {
          if (!to.shutdownOutput(from.endedAbruptly())) {
            to.want(SelectionKey.OP_WRITE, true);
            return false;
          }
          finished = true;
          relay.oneFinished();
        }
        case Signal.Reset reset -> end(reset);
        case Signal.Close close -> end(close);
      }
      if (relay.isClosed()) {
        return false;
      }
      out.remove();
    }
    to.want(SelectionKey.OP_WRITE, false);
    return true;
  }

  /** What the sender's reset means for the receiver: it comes after what was sent before it. */
  void senderReset(long nowNanos) throws IOException {
    ended = true;
    from.want(SelectionKey.OP_READ, false);
    chain.offer(Signal.RESET, nowNanos);
    pump(nowNanos);
  }

  /** How much is held back here. */
  long budgeted() {
    return budgeted;
  }

  private void account() {
    long now = chain.heldBytes() + outBytes;
    relay.budget().add(now - budgeted);
    budgeted = now;
  }

  void release() {
    relay.loop().wakeAt(this, Stage.NEVER);
    relay.budget().add(-budgeted);
    budgeted = 0;
  }
}
