package dev.faultline.examples.stores;

import java.util.Map;

/** An open store of texts with transactions. */
public interface KeyValueStore extends AutoCloseable {
  /** Sets a value in the transaction at work. */
  void put(String key, String value);

  /** Ends the transaction; what it did is durable when this returns. */
  void commit();

  /** All that the store holds, sorted. */
  Map<String, String> all();

  /** Closes the store in order. */
  @Override
  void close();
}
