package dev.faultline.examples.stores;

/**
 * The MVStore of H2 2.4.240, as the control: each commit is a {@code commit()} and a {@code
 * sync()}. It appends a chunk, whose header and footer tell whether it is complete, and changes
 * nothing in place but a header of two copies, so a crash leaves the commits before the chunk
 * whole. No checksum covers what is between header and footer: where a file system shows the size
 * of an append before all of its data ({@code ext4-writeback}), such a chunk is taken for whole.
 */
public final class MvStore extends StoreProgram {
  /** Loads the library. */
  public MvStore() {
    super(StoreLibraries.MVSTORE.opener(), true);
  }

  /** The same without the {@code sync()}: what H2 does not promise then is lost. */
  public static final class Unsynced extends StoreProgram {
    /** Loads the library. */
    public Unsynced() {
      super(StoreLibraries.MVSTORE_UNSYNCED.opener(), true);
    }
  }
}
