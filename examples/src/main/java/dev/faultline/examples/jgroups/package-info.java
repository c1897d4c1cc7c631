/** JGroups as it is: five members that agree on who is there. */
@NullMarked
package dev.faultline.examples.jgroups;

import org.jspecify.annotations.NullMarked;
