package dev.faultline.chaos.stage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What most toxics do: signals keep their order, and each goes on when its moment has come. */
abstract class QueueStage implements Stage {
  private final SignalQueue queue = new SignalQueue();

  /** Has {@code signal} go on at {@code dueNanos}, but not before those that came earlier. */
  final void pass(Signal signal, long dueNanos) {
    queue.add(signal, dueNanos);
  }

  @Override
  public @Nullable Signal poll(long nowNanos) {
    return queue.poll(nowNanos);
  }

  @Override
  public long deadlineNanos() {
    return queue.deadlineNanos();
  }

  @Override
  public final long heldBytes() {
    return queue.bytes();
  }

  @Override
  public final long heldMemory() {
    return queue.memory();
  }

  @Override
  public final List<Signal> drain() {
    return queue.drain();
  }
}
