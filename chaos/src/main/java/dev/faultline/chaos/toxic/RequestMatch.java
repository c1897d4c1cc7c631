package dev.faultline.chaos.toxic;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/**
 * Which requests an {@link HttpFault} affects.
 *
 * @param method such as {@code GET}, which {@code get} also stands for; other spellings are
 *     different methods; empty for all
 * @param path without the query, where {@code *} stands for anything; empty for all
 * @param header {@code Name: value}, where {@code *} stands for anything, or {@code Name} for a
 *     header with any value; empty for all
 * @param probability for each matching request
 * @param atMost how many requests of the proxy it affects at the same time; 0 for no limit
 */
public record RequestMatch(
    String method, String path, String header, double probability, long atMost) {
  /** All requests. */
  public static final RequestMatch ALL = new RequestMatch("", "", "", 1, 0);

  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final int LONGEST = 1_000;

  public RequestMatch {
    if (!method.isEmpty() && !TOKEN.matcher(method).matches()) {
      throw new AttributeException("method", "'" + method + "'", "a method such as GET");
    }
    if (method.equals(method.toLowerCase(Locale.ROOT))) {
      method = method.toUpperCase(Locale.ROOT);
    }
    if (path.length() > LONGEST || (!path.isEmpty() && !path.matches("[/*][!-~]*"))) {
      throw new AttributeException(
          "path", "'" + path + "'", "a path such as /orders/*, of at most 1000 characters");
    }
    String name = header.contains(":") ? header.substring(0, header.indexOf(':')) : header;
    if (header.length() > LONGEST || (!header.isEmpty() && !TOKEN.matcher(name).matches())) {
      throw new AttributeException(
          "header", "'" + header + "'", "'Name: value' or 'Name', of at most 1000 characters");
    }
    Attributes.share(probability, "probability");
    Attributes.notNegative(atMost, "at_most");
  }

  /** Requests for this path only. */
  public static RequestMatch path(String path) {
    return new RequestMatch("", path, "", 1, 0);
  }

  /** Whether a request matches, before any random draw. */
  public boolean covers(
      String ofMethod, String ofPath, List<? extends Map.Entry<String, String>> headers) {
    return (method.isEmpty() || method.equals(ofMethod))
        && (path.isEmpty() || fits(path, ofPath))
        && (header.isEmpty() || headers.stream().anyMatch(this::fitsHeader));
  }

  /** Whether the fault affects a matching request, decided by the first number drawn for it. */
  public boolean strikes(SplittableRandom random) {
    return random.nextDouble() < probability;
  }

  private boolean fitsHeader(Map.Entry<String, String> entry) {
    int colon = header.indexOf(':');
    if (colon < 0) {
      return entry.getKey().equalsIgnoreCase(header);
    }
    return entry.getKey().equalsIgnoreCase(header.substring(0, colon))
        && fits(header.substring(colon + 1).strip(), entry.getValue());
  }

  /** In time proportional to both lengths' product at most, whatever the pattern. */
  static boolean fits(String pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int mark = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        mark = t;
      } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++mark;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
