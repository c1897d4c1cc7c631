package dev.faultline.examples.stores;

/**
 * MapDB 3.1.0, a file store with transactions ({@code transactionEnable}). A commit writes a log,
 * syncs it, changes the file of the store in place, syncs that, and deletes the log. The log is
 * complete and durable before the first change in place, but nothing ever reads it when the store
 * is opened again: a crash between the two syncs leaves half of the changes, for good, also of
 * pages that hold what earlier commits wrote.
 */
public final class MapDb extends StoreProgram {
  /** Loads the library. */
  public MapDb() {
    super(StoreLibraries.MAPDB.opener(), false);
  }

  /** The same, where a transaction must be there as a whole or not at all. */
  public static final class WholeTransactions extends StoreProgram {
    /** Loads the library. */
    public WholeTransactions() {
      super(StoreLibraries.MAPDB.opener(), true);
    }
  }
}
