package dev.faultline.check.named;

import dev.faultline.check.Budget;
import dev.faultline.check.Verdict;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.check.read.RawHistory;
import dev.faultline.check.txn.TxnHistory;

/** What is done with a file once {@link BoundedCheck} has read it. */
interface BoundedWork<T> {

  /** Whether the operations are transactions, which are indexed while they are read. */
  boolean isTransactional();

  /** Whether the transactions are of lists. */
  boolean ofLists();

  /** Checks transactions within what is left of the budget. */
  T transactions(RawHistory raw, TxnHistory history, Budget left) throws MalformedHistoryException;

  /** Checks operations within what is left of the budget. */
  T operations(RawHistory raw, Budget left) throws MalformedHistoryException;

  /** The answer where the budget did not suffice. */
  T unknown(int operations, Verdict.Unknown verdict);
}
