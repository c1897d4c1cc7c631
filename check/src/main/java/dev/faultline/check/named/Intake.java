package dev.faultline.check.named;

import dev.faultline.check.Budget;
import dev.faultline.check.engine.Meter;
import dev.faultline.check.engine.OutOfBudgetException;
import dev.faultline.check.read.Collecting;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.check.read.RawHistory;
import dev.faultline.check.read.RawListener;
import dev.faultline.check.read.RawOperation;

/** Takes in what is read of a file, in the form in which it takes least, and counts its memory. */
final class Intake<T> implements RawListener {

  private final RawHistory raw;
  private final BoundedWork<T> work;
  private final Meter meter;
  private final long memory;
  private final Collecting operations = new Collecting();
  private final TxnConverter transactions;
  private final boolean transactional;
  private long bytes;
  private int events;
  private int called;
  private long readTo;
  private long bytesAtLastEvent;
  private long skippedAtLastEvent;
  private boolean complete;

  Intake(RawHistory raw, BoundedWork<T> work, Meter meter, long memory) {
    this.raw = raw;
    this.work = work;
    this.meter = meter;
    this.memory = memory;
    this.transactional = work.isTransactional();
    this.transactions = new TxnConverter(raw, work.ofLists());
  }

  @Override
  public void called(RawOperation call) throws MalformedHistoryException {
    called++;
    event();
    if (transactional) {
      transactions.called(call);
    } else {
      operations.called(call);
      bytes += Footprint.of(call);
    }
  }

  @Override
  public void ended(RawOperation operation) throws MalformedHistoryException {
    event();
    if (transactional) {
      transactions.ended(operation);
    } else {
      operations.ended(operation);
      bytes += Footprint.ofResult(operation);
    }
  }

  private void event() {
    bytesAtLastEvent = readTo;
    if ((++events & 0xff) == 0 && bytes() > memory) {
      throw new OutOfBudgetException("needs more than " + (memory >> 20) + " MB");
    }
    if ((events & 0xfff) == 0) {
      meter.requireMore();
    }
  }

  /** Hears how far the file has been read. */
  void readTo(long offset) {
    readTo = offset;
    long passed = raw.skipped().total();
    if (passed != skippedAtLastEvent) {
      skippedAtLastEvent = passed;
      bytesAtLastEvent = offset;
    }
  }

  long bytesAtLastEvent() {
    return bytesAtLastEvent;
  }

  long bytes() {
    return transactional ? transactions.bytes() : bytes;
  }

  int operations() {
    return called;
  }

  /** Whether the whole file was read. */
  boolean isComplete() {
    return complete;
  }

  T check(RawHistory whole, Budget left) throws MalformedHistoryException {
    complete = true;
    return transactional
        ? work.transactions(whole, transactions.finish(), left)
        : work.operations(whole.with(operations.operations()), left);
  }
}
