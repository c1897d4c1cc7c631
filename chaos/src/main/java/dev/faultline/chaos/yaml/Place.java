package dev.faultline.chaos.yaml;

/**
 * The place of a value in a file.
 *
 * @param file the file as the user named it
 * @param line from 1 on
 * @param column from 1 on
 */
public record Place(String file, int line, int column) {
  /** The place of values that do not come from a file. */
  public static final Place NONE = new Place("the plan", 0, 0);

  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line + ":" + column;
  }

  /** Creates an exception that reports an error at this place. */
  public YamlException wrong(String what) {
    return new YamlException(this + ": " + what);
  }
}
