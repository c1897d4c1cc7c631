/** Who belongs together: instances, clusters, groups and exceptions. */
@NullMarked
package dev.faultline.chaos.monkey.group;

import org.jspecify.annotations.NullMarked;
