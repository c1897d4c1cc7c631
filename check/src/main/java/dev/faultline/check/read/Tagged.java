package dev.faultline.check.read;

/** An EDN value with a tag, such as {@code #inst "…"}; equal if tag and value are equal. */
public record Tagged(String tag, Object value) {
  @Override
  public String toString() {
    return "#" + tag + " " + value;
  }
}
