package dev.faultline.chaos.net;

import dev.faultline.chaos.stage.Signal;
import dev.faultline.chaos.stage.Stage;
import dev.faultline.chaos.toxic.Direction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection: from one socket, through the toxics, to the other. Bytes that no
 * toxic wants go from socket to socket by the loop's own buffer.
 */
final class Flow extends Alarm {
  /** How many bytes go straight on before other connections have their turn. */
  private static final int STRAIGHT_BYTES_AT_A_TIME = 1 << 20;

  /**
   * How many pieces move on before other connections and changes of toxics have their turn: a
   * slicer may have millions of them.
   */
  private static final int STEPS_AT_A_TIME = 512;

  private final Relay relay;
  private final Side from;
  private final Side to;
  private final Traffic traffic;
  private final Chain chain;
  private final ArrayDeque<Signal> out = new ArrayDeque<>();
  private long outBytes;
  private long budgeted;
  private int stepsLeft;
  private boolean ended;
  private boolean finished;

  /** Whether as much came as a chunk takes when this was last read: there is more at a time. */
  private boolean bulk;

  private boolean unpaced;

  Flow(
      Relay relay,
      Direction direction,
      Side from,
      Side to,
      Traffic traffic,
      @Nullable Stage first,
      long order) {
    super(order);
    this.relay = relay;
    this.from = from;
    this.to = to;
    this.traffic = traffic;
    chain = new Chain(relay, direction, first, this::emit, this::account);
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

  /** Reads what has come, and moves it on. */
  void read(long nowNanos) throws IOException {
    long moved = 0;
    int count = 1;
    while (count > 0 && moved < STRAIGHT_BYTES_AT_A_TIME) {
      count = chain.isEmpty() && out.isEmpty() ? readStraight(nowNanos) : readOne(nowNanos);
      moved += count;
    }
  }

  /** Through the toxics; never asks for more, since what they hold decides about that. */
  private int readOne(long nowNanos) throws IOException {
    Chunks chunks = relay.loop().chunks();
    ByteBuffer chunk = chunks.take();
    if (fill(chunk, nowNanos)) {
      chain.offer(new Signal.Data(chunks.fitted(chunk.flip())), nowNanos);
      pump(nowNanos);
    }
    return 0;
  }

  /** From socket to socket; how many bytes have gone on where there may be more, otherwise 0. */
  private int readStraight(long nowNanos) throws IOException {
    Chunks chunks = relay.loop().chunks();
    boolean byBlock =
        bulk && from.isPlain() && to.isPlain() && relay.budget().mayTakeBlock(Chunks.BLOCK_BYTES);
    ByteBuffer chunk = byBlock ? chunks.block() : chunks.take();
    if (!fill(chunk, nowNanos)) {
      return 0;
    }
    boolean full = !chunk.hasRemaining();
    int count = written(chunk.flip());
    traffic.sent().add(count);
    if (chunk.hasRemaining()) {
      hold(chunk, nowNanos);
      pump(nowNanos);
      return 0;
    }
    chunks.giveBack(chunk);
    return full ? count : 0;
  }

  /** Writes what goes now; where the receiver has gone, nobody needs the chunk any more. */
  private int written(ByteBuffer chunk) throws IOException {
    boolean done = false;
    try {
      int count = to.write(chunk);
      done = true;
      return count;
    } finally {
      if (!done) {
        relay.loop().chunks().giveBack(chunk);
      }
    }
  }

  /** Keeps what the receiver does not take now. */
  private void hold(ByteBuffer rest, long nowNanos) {
    Chunks chunks = relay.loop().chunks();
    if (chunks.isChunk(rest)) {
      chain.offer(new Signal.Data(chunks.fitted(rest)), nowNanos);
      return;
    }
    // The block is needed again at once.
    while (rest.hasRemaining()) {
      chain.offer(new Signal.Data(chunks.copied(rest)), nowNanos);
    }
  }

  /** Reads into {@code chunk}; false where nothing came, and the chunk has been given back. */
  private boolean fill(ByteBuffer chunk, long nowNanos) throws IOException {
    int count = 0;
    chunk.limit(relay.budget().mayRead(from.leastRead(), chunk.capacity()));
    try {
      count = from.read(chunk);
    } finally {
      if (count <= 0) {
        relay.loop().chunks().giveBack(chunk);
      }
    }
    if (count < 0) {
      ended = true;
      chain.offer(Signal.END, nowNanos);
      pump(nowNanos);
    } else {
      traffic.received().add(count);
      bulk = count >= Chunks.CHUNK_BYTES;
      if (bulk && !unpaced) {
        unpaced = to.endPacing();
      }
    }
    return count > 0;
  }

  /** Takes what was read before the connection was open. */
  void feed(ByteBuffer early, long nowNanos) throws IOException {
    traffic.received().add(early.remaining());
    chain.offer(new Signal.Data(early), nowNanos);
    pump(nowNanos);
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
    stepsLeft = STEPS_AT_A_TIME;
    boolean open = flush();
    while (open) {
      int steps = chain.advance(nowNanos, stepsLeft);
      stepsLeft -= steps;
      open = steps > 0 && flush();
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
    boolean mayRead = !ended && out.isEmpty() && relay.budget().mayTakeMore(chain.heldMemory());
    from.want(SelectionKey.OP_READ, mayRead);
    relay.loop().wakeAt(this, nextPumpNanos(nowNanos));
  }

  private long nextPumpNanos(long nowNanos) {
    if (stepsLeft <= 0) {
      // Later than now, or the loop would come back here before it looks at anything else.
      return nowNanos + 1;
    }
    return out.isEmpty() ? chain.deadlineNanos() : chain.endsAtNanos();
  }

  private void end(Signal ending) {
    if (ending instanceof Signal.Reset) {
      relay.reset();
    } else {
      relay.close();
    }
  }

  /**
   * Writes what waits for the receiver; false where it takes no more, others have their turn, or
   * the connection is over.
   */
  private boolean flush() throws IOException {
    for (Signal head = out.peek(); head != null; head = out.peek()) {
      if (stepsLeft <= 0) {
        return false;
      }
      stepsLeft--;
      switch (head) {
        case Signal.Data(ByteBuffer bytes) -> {
          int count = to.write(bytes);
          traffic.sent().add(count);
          outBytes -= count;
          if (bytes.hasRemaining()) {
            to.want(SelectionKey.OP_WRITE, true);
            return false;
          }
          relay.loop().chunks().giveBack(bytes);
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
        case Signal.Close close -> {
          if (!to.sentAll()) {
            to.want(SelectionKey.OP_WRITE, true);
            return false;
          }
          end(close);
        }
      }
      if (relay.isClosed()) {
        return false;
      }
      out.remove();
    }
    to.want(SelectionKey.OP_WRITE, false);
    return stepsLeft > 0;
  }

  /** What the sender's reset means for the receiver: it comes after what was sent before it. */
  void senderReset(long nowNanos) throws IOException {
    ended = true;
    from.want(SelectionKey.OP_READ, false);
    chain.offer(Signal.RESET, nowNanos);
    pump(nowNanos);
  }

  /** How much is held back here. */
  long heldBytes() {
    return chain.heldBytes() + outBytes;
  }

  private void account() {
    long now = chain.heldMemory() + Signal.memoryOf(out.size(), outBytes);
    relay.budget().add(now - budgeted);
    budgeted = now;
  }

  /** The connection is over: nothing of what is held goes on. */
  void release() {
    relay.loop().wakeAt(this, Stage.NEVER);
    out.addAll(chain.drain());
    for (Signal signal : out) {
      if (signal instanceof Signal.Data(ByteBuffer bytes)) {
        relay.loop().chunks().giveBack(bytes);
      }
    }
    out.clear();
    outBytes = 0;
    relay.budget().add(-budgeted);
    budgeted = 0;
  }
}
