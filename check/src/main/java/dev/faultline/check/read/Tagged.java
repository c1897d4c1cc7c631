package dev.faultline.check.read;

/** An EDN value under a tag, {@code #inst "…"}; equal to one with the same tag and value. */
public record Tagged(String tag, Object value) {
  @Override
  public String toString() {
    return "#" + tag + " " + value;
  }
}
