package dev.faultline.check.read;

/** An EDN keyword; also a JSON string in a place where EDN has a keyword. */
public record Keyword(String name) {
  @Override
  public String toString() {
    return ":" + name;
  }
}
