package dev.faultline.check.read;

/** An EDN symbol; no string is equal to it. */
public record Symbol(String name) {
  @Override
  public String toString() {
    return name;
  }
}
