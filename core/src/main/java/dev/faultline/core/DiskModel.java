package dev.faultline.core;

/**
 * What a machine's disk may do wrong beyond a crash, which takes back any of the writes since the
 * last sync.
 *
 * @param syncFailures whether a sync may fail; see {@link Store#sync} for what it leaves then
 */
public record DiskModel(boolean syncFailures) {
  /** Every sync succeeds in the end. */
  public static final DiskModel RELIABLE = new DiskModel(false);
}
