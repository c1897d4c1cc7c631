package dev.faultline.core;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A node's simple durable store: keys in their natural order, values that must be immutable. Writes
 * take effect for the reader at once and become durable with {@link #sync}. At a crash of the
 * machine any subset of the writes since the last sync may survive, whatever their order; the
 * writes to one key keep their order. When the process alone crashes, its next incarnation finds
 * them all, but they are no more durable than before, and a later crash of the machine may still
 * take them: recovery that acts on what it reads has to sync first. A program that needs two writes
 * to be durable together, or one before the other, has to put them under one key or sync in
 * between.
 *
 * <p>It uses the model of {@link Env#disk}, under the weakest rules that POSIX allows: a crash has
 * the same effect as on one file in which each key has a sector of its own. A disk that hangs or is
 * slow delays the store's syncs.
 */
public interface Store {
  @Nullable Object get(String key);

  void put(String key, Object value);

  void remove(String key);

  /** A view of the keys from {@code fromInclusive} up to {@code toExclusive}; read only. */
  SortedMap<String, Object> range(String fromInclusive, String toExclusive);

  /**
   * Makes everything written so far durable before it returns, which takes time.
   *
   * <p>A handler stops meanwhile: what it does after the sync happens later, and so does every
   * later step of its node. In a blocking node only the calling thread waits. A crash may come
   * before, during and after it.
   *
   * @throws java.io.UncheckedIOException when the sync fails, which it does only where the model
   *     says so ({@link SystemModel#failingSyncs}). Each write since the last sync may or may not
   *     be durable then, and the program cannot tell which. The others stay visible until the next
   *     crash, and no later sync makes them durable: they must be written again. Real file systems
   *     behave like this if they mark pages as clean after a failed {@code fsync} (Rebello et al.,
   *     USENIX ATC 2020)
   */
  void sync();
}
