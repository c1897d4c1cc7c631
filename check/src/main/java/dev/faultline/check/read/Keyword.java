package dev.faultline.check.read;

/** An EDN keyword; also what a string is in JSON where EDN has a keyword. */
public record Keyword(String name) {
  @Override
  public String toString() {
    return ":" + name;
  }
}
