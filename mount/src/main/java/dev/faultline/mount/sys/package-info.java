/** System calls on files, through the foreign-function API. */
@NullMarked
package dev.faultline.mount.sys;

import org.jspecify.annotations.NullMarked;
