package dev.faultline.disk.ace;

/** What CrashMonkey tells apart after a crash behind a sync. */
public enum AceOutcome {
  /** A name is there that was gone when its directory was synced. */
  OLD_FILE_PERSISTED("old file persisted"),
  /** What was synced is not there. */
  FILE_MISSING("file missing"),
  /** A synced file has its length, but other bytes. */
  DATA_CORRUPTED("data corrupted"),
  /** A synced file has another length, or is a directory. */
  METADATA_CORRUPTED("metadata corrupted"),
  /** It cannot be opened any more. */
  UNMOUNTABLE("unmountable"),
  /** It can be read, but not be used: making a file or removing all fails. */
  UNUSABLE("unusable"),
  /** Opening, reading or using it does not end. */
  HUNG("hung");

  private final String text;

  AceOutcome(String text) {
    this.text = text;
  }

  /** In words. */
  public String text() {
    return text;
  }
}
