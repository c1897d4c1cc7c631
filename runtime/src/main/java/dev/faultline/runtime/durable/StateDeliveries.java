package dev.faultline.runtime.durable;

import dev.faultline.link.Processing;
import dev.faultline.link.Session;
import dev.faultline.runtime.Message;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.LongAdder;

/** The message itself is the effect that the log keeps. */
final class StateDeliveries implements Deliveries {
  private final LoggedState state;
  private final LongAdder count = new LongAdder();

  StateDeliveries(LoggedState state) {
    this.state = state;
  }

  @Override
  public Processing processing() {
    return Processing.EXACTLY_ONCE;
  }

  @Override
  public String kind() {
    return "state";
  }

  @Override
  public boolean arrived(Session session, Message message) {
    state.apply(message);
    session.effect(
        message.id().stream(),
        message.id().sequence(),
        MemorySegment.ofArray(message.bytes()),
        0,
        message.bytes().length);
    count.increment();
    return true;
  }

  @Override
  public long count() {
    return count.sum();
  }

  @Override
  public void recovered(Message message) {
    state.apply(message);
  }

  @Override
  public void restored(byte[] snapshot) {
    state.restore(snapshot);
  }

  @Override
  public byte[] snapshot() {
    return state.snapshot();
  }
}
