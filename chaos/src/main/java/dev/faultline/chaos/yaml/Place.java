package dev.faultline.chaos.yaml;

/**
 * Where something stands in a file.
 *
 * @param file as it was named
 * @param line from 1 on
 * @param column from 1 on
 */
public record Place(String file, int line, int column) {
  /** Of values that no file has. */
  public static final Place NONE = new Place("the plan", 0, 0);

  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line + ":" + column;
  }

  /** What is wrong there, to be thrown. */
  public YamlException wrong(String what) {
    return new YamlException(this + ": " + what);
  }
}
