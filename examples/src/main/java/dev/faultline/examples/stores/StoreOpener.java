package dev.faultline.examples.stores;

import java.io.File;

/** Opens the stores of one library. */
public interface StoreOpener {
  /** Opens the store in a file, or makes it; recovers it where that is needed. */
  KeyValueStore open(File file);
}
