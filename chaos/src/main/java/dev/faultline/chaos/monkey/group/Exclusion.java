package dev.faultline.chaos.monkey.group;

/**
 * Instances that are never victims. Each part is matched exactly, or is {@code *}; a cluster
 * without a stack has the empty one.
 */
public record Exclusion(String account, String stack, String detail, String region) {
  private static final String ANY = "*";

  /** Whether it excludes this instance. */
  public boolean covers(Instance instance) {
    return matches(account, instance.account())
        && matches(stack, instance.cluster().stack())
        && matches(detail, instance.cluster().detail())
        && matches(region, instance.region());
  }

  private static boolean matches(String pattern, String value) {
    return pattern.equals(ANY) || pattern.equals(value);
  }

  @Override
  public String toString() {
    return "account=%s stack=%s detail=%s region=%s".formatted(account, stack, detail, region);
  }
}
