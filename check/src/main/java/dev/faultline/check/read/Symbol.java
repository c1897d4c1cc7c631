package dev.faultline.check.read;

/** An EDN symbol; never equal to a string. */
public record Symbol(String name) {
  @Override
  public String toString() {
    return name;
  }
}
