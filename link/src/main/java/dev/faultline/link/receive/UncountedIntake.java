package dev.faultline.link.receive;

import dev.faultline.link.receive.ReceiveStream.Outcome;
import java.lang.foreign.MemorySegment;

/** Hands every chunk over that comes, and remembers none: fair loss and stubborn streams. */
public final class UncountedIntake implements Intake {
  private final Delivery delivery;
  private final boolean comesAgain;

  /**
   * @param comesAgain whether what was not taken may come again
   */
  UncountedIntake(Delivery delivery, boolean comesAgain) {
    this.delivery = delivery;
    this.comesAgain = comesAgain;
  }

  @Override
  public Outcome take(
      long chunk, long firstSequence, MemorySegment segment, long frames, int length) {
    delivery.sequence = firstSequence;
    // What was taken of it will be there twice, which a stubborn stream may do.
    boolean all = delivery.deliver(segment, frames, 0, length) == length;
    return all || !comesAgain ? Outcome.TAKEN : Outcome.REFUSED;
  }

  @Override
  public void handOver() {}

  @Override
  public boolean untaken() {
    return false;
  }
}
